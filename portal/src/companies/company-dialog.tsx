import { Anchor, Button, Group, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useMutation } from 'urql';
import { Link as RouteLink } from 'wouter';
import { CreateCompanyDocument, UpdateCompanyDocument } from '../gql/graphql.ts';
import { Dialog } from '../ui/dialog.tsx';
import { said, saidOfNew } from '../ui/error-words.ts';
import { Notice, type Said } from '../ui/notice.tsx';
import { addressOf, type Company } from './company-words.ts';

interface CompanyDialogProps {
  /** The one to change; undefined: a new one. */
  readonly company?: Company;
  readonly onClose: () => void;
  readonly onDone: (said: Said) => void;
}

const LOOK = 'Look at the list before you create it again: it would be there twice.';

type Entered = { readonly name: string; readonly externalId: string | null };

/** A company's name and the workspace's own id for it. */
export function CompanyDialog({ company, onClose, onDone }: CompanyDialogProps) {
  const [creating, create] = useMutation(CreateCompanyDocument);
  const [updating, update] = useMutation(UpdateCompanyDocument);
  const [problem, setProblem] = useState<Said>();
  const [fault, setFault] = useState<string>();
  const [taken, setTaken] = useState<Pick<Company, 'id' | 'name'>>();

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
    setTaken(undefined);
    setFault(name === '' ? 'Give it a name by which you will know it.' : undefined);
    if (name === '') return fields.querySelector<HTMLElement>('[name=name]')?.focus();
    const { error, result } = await send({ name, externalId });
    if (error !== undefined || result === undefined)
      return error && setProblem(company ? said(error) : saidOfNew(error, LOOK));
    switch (result.__typename) {
      case 'CreateCompanySuccess':
        return onDone({ kind: 'done', title: `${name} was created`, text: 'Next: link it.' });
      case 'UpdateCompanySuccess':
        return onDone({ kind: 'done', title: `${name} was saved` });
      case 'ExternalIdTaken':
        setProblem(undefined);
        setTaken(result.company);
        return fields.querySelector<HTMLElement>('[name=externalId]')?.focus();
      default:
        setProblem({ kind: 'refused', title: 'The company was not saved', text: result.message });
    }
  }
  const busy = creating.fetching || updating.fetching;
  return (
    <Dialog onClose={onClose} title={company ? `Edit ${company.name}` : 'Create a company'}>
      <form onSubmit={submit} noValidate>
        <Stack>
          <Notice said={problem} onClose={() => setProblem(undefined)} />
          <TextInput
            name="name"
            label="Name"
            required
            maxLength={200}
            defaultValue={company?.name}
            error={fault}
            data-autofocus
          />
          <TextInput
            name="externalId"
            label="External id"
            description="Your own id for it, if you have one"
            maxLength={200}
            defaultValue={company?.externalId ?? ''}
            error={taken && <TakenBy company={taken} />}
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

function TakenBy({ company }: { company: Pick<Company, 'id' | 'name'> }) {
  return (
    <>
      <Anchor component={RouteLink} href={addressOf(company)} inherit>
        {company.name}
      </Anchor>{' '}
      has this external id already. Use that company, or give another id.
    </>
  );
}
