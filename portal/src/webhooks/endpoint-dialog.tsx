import { Button, Group, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useMutation } from 'urql';
import {
  CreateWebhookEndpointDocument,
  type EndpointFragment,
  type EventType,
  UpdateWebhookEndpointDocument,
} from '../gql/graphql.ts';
import { Dialog } from '../ui/dialog.tsx';
import { failureNotice, uncertainCreateNotice } from '../ui/error-messages.ts';
import { Notice, type NoticeContent } from '../ui/notice.tsx';
import { KindsField } from './kinds-field.tsx';

interface EndpointDialogProps {
  /** The endpoint to edit. Undefined: the dialog creates one. */
  readonly endpoint?: EndpointFragment;
  readonly onClose: () => void;
  /** Receives the secret of a new endpoint. No later answer contains it. */
  readonly onCreated?: (secret: string) => void;
  readonly onSaved?: () => void;
}

const CHECK_LIST_FIRST =
  'Check the list before you create it again. If it is there, give it a new secret, because its secret was never shown.';

interface Entered {
  readonly url: string;
  readonly description: string | null;
  readonly types: EventType[] | null;
}

/** The URL of an endpoint, what it is for, and which events it gets. */
export function EndpointDialog({ endpoint, onClose, onCreated, onSaved }: EndpointDialogProps) {
  const [creating, create] = useMutation(CreateWebhookEndpointDocument);
  const [updating, update] = useMutation(UpdateWebhookEndpointDocument);
  const [problem, setProblem] = useState<NoticeContent>();
  const [fault, setFault] = useState<string>();

  async function send(entered: Entered) {
    if (endpoint === undefined) {
      const { data, error } = await create({ input: entered });
      return { error, result: data?.createWebhookEndpoint };
    }
    const { data, error } = await update({ input: { endpointId: endpoint.id, ...entered } });
    return { error, result: data?.updateWebhookEndpoint };
  }
  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const fields = event.currentTarget;
    const refuseUrl = (why: string) => {
      setFault(why);
      fields.querySelector<HTMLElement>('[name=url]')?.focus();
    };
    const entered = enteredIn(new FormData(fields));
    setProblem(undefined);
    if (!URL.canParse(entered.url)) return refuseUrl('Enter a complete URL, such as that of a page in your browser.');
    setFault(undefined);
    const { error, result } = await send(entered);
    if (error !== undefined || result === undefined)
      return error && setProblem(endpoint ? failureNotice(error) : uncertainCreateNotice(error, CHECK_LIST_FIRST));
    switch (result.__typename) {
      case 'CreateWebhookEndpointSuccess':
        return onCreated?.(result.secret);
      case 'UpdateWebhookEndpointSuccess':
        return onSaved?.();
      case 'WebhookUrlNotAllowed':
        return refuseUrl(result.message);
      default:
        setProblem({ kind: 'error', title: 'The endpoint was not saved', text: result.message });
    }
  }
  const busy = creating.fetching || updating.fetching;
  return (
    <Dialog
      onClose={onClose}
      title={endpoint ? 'Edit the endpoint' : 'Create an endpoint'}
      size="lg"
      closeOnClickOutside={false}
    >
      <form onSubmit={submit} noValidate>
        <Stack>
          <Notice notice={problem} onClose={() => setProblem(undefined)} />
          <TextInput
            type="url"
            name="url"
            label="URL"
            description="Where events are sent. It must be https and public, unless this installation allows your network."
            required
            defaultValue={endpoint?.url}
            error={fault}
            data-autofocus
          />
          <TextInput
            name="description"
            label="Description"
            description="What it is for, if that helps you"
            maxLength={200}
            dir="auto"
            defaultValue={endpoint?.description ?? ''}
          />
          <KindsField chosen={endpoint?.types ?? []} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose} disabled={busy}>
              Cancel
            </Button>
            <Button type="submit" loading={busy}>
              {endpoint ? 'Save' : 'Create'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}

function enteredIn(form: FormData): Entered {
  const text = (name: string) => String(form.get(name)).trim();
  const types = form.getAll('types') as EventType[];
  return { url: text('url'), description: text('description') || null, types: types.length > 0 ? types : null };
}
