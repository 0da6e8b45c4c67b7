import { Button, Group, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useMutation } from 'urql';
import { ReplayEventsDocument } from '../gql/graphql.ts';
import { Dialog } from '../ui/dialog.tsx';
import { outcomeNotice } from '../ui/error-messages.ts';
import type { NoticeContent } from '../ui/notice.tsx';

const DAY_MS = 86_400_000;

/** A time as the field writes it: in the zone of the user, without one. */
const inZoneOfUser = (time: Date): string =>
  new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);

interface ReplayDialogProps {
  readonly endpointId: string;
  readonly onClose: () => void;
  readonly onDone: (notice: NoticeContent) => void;
}

/** Sends all events again that failed since a time. */
export function ReplayDialog({ endpointId, onClose, onDone }: ReplayDialogProps) {
  const [{ fetching }, replay] = useMutation(ReplayEventsDocument);
  const [fault, setFault] = useState<string>();

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const since = new Date(String(new FormData(event.currentTarget).get('since')));
    if (Number.isNaN(since.getTime())) {
      event.currentTarget.querySelector('input')?.focus();
      return setFault('Enter a date and a time.');
    }
    const answer = await replay({ input: { endpointId, failedSince: since.toISOString() } });
    const result = answer.data?.replayEvents;
    onDone(outcomeNotice(answer, result, countNotice(result)));
  }
  return (
    <Dialog onClose={onClose} title="Replay what failed">
      <form onSubmit={submit} noValidate>
        <Stack>
          <p>
            Events whose delivery failed, or was cancelled when the endpoint was disabled, are sent again. Each keeps
            its <code>webhook-id</code>, by which your receiver knows what it has already.
          </p>
          <TextInput
            type="datetime-local"
            name="since"
            label="Of events since"
            defaultValue={inZoneOfUser(new Date(Date.now() - DAY_MS))}
            max="9999-12-31T23:59"
            error={fault}
            data-autofocus
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose} disabled={fetching}>
              Cancel
            </Button>
            <Button type="submit" loading={fetching}>
              Replay
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}

function countNotice(result: object | undefined): NoticeContent {
  const { count = 0, hasMore = false } = (result ?? {}) as { count?: number; hasMore?: boolean };
  if (count === 0) return { kind: 'success', title: 'No event failed since then' };
  const title = count === 1 ? '1 event is sent again' : `${count} events are sent again`;
  const text = hasMore ? 'There are more. Replay again when these have arrived.' : 'The log shows what comes of it.';
  return { kind: 'success', title, text };
}
