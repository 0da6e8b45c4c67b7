import { Anchor, Button, Group, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useMutation } from 'urql';
import { Link as RouteLink } from 'wouter';
import { CreateCompanyDocument, UpdateCompanyDocument } from '../gql/graphql.ts';
import { Dialog } from '../ui/dialog.tsx';
import { failureNotice, uncertainCreateNotice } from '../ui/error-messages.ts';
import { Name } from '../ui/name.tsx';
import { Notice, type NoticeContent } from '../ui/notice.tsx';
import { addressOf, type Company } from './company.ts';

interface CompanyDialogProps {
  /** The company to edit. Undefined: the dialog creates a new one. */
  readonly company?: Company;
  readonly onClose: () => void;
  readonly onDone: (notice: NoticeContent) => void;
}

const CHECK_LIST_FIRST = 'Check the list before you create it again, or it may be there twice.';

type Entered = { readonly name: string; readonly externalId: string | null };

/** A company's name and the workspace's own id for it. */
export function CompanyDialog({ company, onClose, onDone }: CompanyDialogProps) {
  const [creating, create] = useMutation(CreateCompanyDocument);
  const [updating, update] = useMutation(UpdateCompanyDocument);
  const [problem, setProblem] = useState<NoticeContent>();
  const [fault, setFault] = useState<string>();
  const [takenBy, setTakenBy] = useState<Pick<Company, 'id' | 'name'>>();

  async function send(entered: Entered) {
    if (company === undefined) {
      const { data, error } = await create({ input: entered });
      return { error, result: data?.createCompany };
    }
    const { data, error } = await update({ input: { companyId: company.id, ...entered } });
    return { error, result: data?.updateCompany };
  }
  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const fields = event.currentTarget;
    const text = (name: string) => String(new FormData(fields).get(name)).trim();
    const [name, externalId] = [text('name'), text('externalId') || null];
    setTakenBy(undefined);
    setFault(name === '' ? 'Enter a name.' : undefined);
    if (name === '') return fields.querySelector<HTMLElement>('[name=name]')?.focus();
    const { error, result } = await send({ name, externalId });
    if (error !== undefined || result === undefined)
      return error && setProblem(company ? failureNotice(error) : uncertainCreateNotice(error, CHECK_LIST_FIRST));
    switch (result.__typename) {
      case 'CreateCompanySuccess':
        return onDone({
          kind: 'success',
          title: (
            <>
              <Name>{name}</Name> was created
            </>
          ),
          text: 'Next: link it.',
        });
      case 'UpdateCompanySuccess':
        return onDone({
          kind: 'success',
          title: (
            <>
              <Name>{name}</Name> was saved
            </>
          ),
        });
      case 'ExternalIdTaken':
        setProblem(undefined);
        setTakenBy(result.company);
        return fields.querySelector<HTMLElement>('[name=externalId]')?.focus();
      default:
        setProblem({ kind: 'error', title: 'The company was not saved', text: result.message });
    }
  }
  const busy = creating.fetching || updating.fetching;
  return (
    <Dialog
      onClose={onClose}
      title={
        company ? (
          <>
            Edit <Name>{company.name}</Name>
          </>
        ) : (
          'Create a company'
        )
      }
    >
      <form onSubmit={submit} noValidate>
        <Stack>
          <Notice notice={problem} onClose={() => setProblem(undefined)} />
          <TextInput
            name="name"
            label="Name"
            required
            maxLength={200}
            dir="auto"
            defaultValue={company?.name}
            error={fault}
            data-autofocus
          />
          <TextInput
            name="externalId"
            label="External id"
            description="Your own id for it, if you have one"
            maxLength={200}
            dir="auto"
            defaultValue={company?.externalId ?? ''}
            error={takenBy && <ExternalIdTakenMessage company={takenBy} />}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose} disabled={busy}>
              Cancel
            </Button>
            <Button type="submit" loading={busy}>
              {company ? 'Save' : 'Create'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}

function ExternalIdTakenMessage({ company }: { company: Pick<Company, 'id' | 'name'> }) {
  return (
    <>
      <Anchor component={RouteLink} href={addressOf(company)} inherit>
        <Name>{company.name}</Name>
      </Anchor>{' '}
      already has this external id. Use that company, or enter another id.
    </>
  );
}
