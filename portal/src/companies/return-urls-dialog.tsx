import { Button, Group, Stack } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useMutation, useQuery } from 'urql';
import { ReturnUrlsDocument, SetReturnUrlsDocument } from '../gql/graphql.ts';
import { Dialog } from '../ui/dialog.tsx';
import { failureNotice } from '../ui/error-messages.ts';
import type { NoticeContent } from '../ui/notice.tsx';
import { QueryState } from '../ui/query-state.tsx';

interface ReturnUrlsDialogProps {
  readonly mayChange: boolean;
  readonly onClose: () => void;
  readonly onDone: (notice: NoticeContent) => void;
}

/** The list of URLs to which customers may be sent after linking. */
export function ReturnUrlsDialog({ mayChange, onClose, onDone }: ReturnUrlsDialogProps) {
  const [result, refetch] = useQuery({ query: ReturnUrlsDocument, requestPolicy: 'network-only' });
  return (
    <Dialog onClose={onClose} title="Return URLs" size="lg">
      <QueryState what="the return URLs" result={result} onRetry={() => refetch({ requestPolicy: 'network-only' })}>
        {({ viewer: { workspace } }) => (
          <ReturnUrlsForm saved={workspace.returnUrls} mayChange={mayChange} onClose={onClose} onDone={onDone} />
        )}
      </QueryState>
    </Dialog>
  );
}

interface ReturnUrlsFormProps extends ReturnUrlsDialogProps {
  readonly saved: readonly string[];
}

function ReturnUrlsForm({ saved, mayChange, onClose, onDone }: ReturnUrlsFormProps) {
  const [{ fetching }, set] = useMutation(SetReturnUrlsDocument);
  const [problem, setProblem] = useState<ReactNode>();

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const text = String(new FormData(event.currentTarget).get('returnUrls'));
    const returnUrls = text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
    const wrong = returnUrls.findIndex((line) => !URL.canParse(line));
    if (wrong >= 0)
      return setProblem(`URL ${wrong + 1} is not a complete URL. Copy it from the address bar of the page.`);
    const { data, error } = await set({ input: { returnUrls } });
    const answer = data?.setReturnUrls;
    if (error !== undefined || answer === undefined) return setProblem(error && failureNotice(error).text);
    if (answer.__typename !== 'SetReturnUrlsSuccess') return setProblem(countFromOne(answer.message));
    const count = answer.workspace.returnUrls.length;
    onDone({
      kind: 'success',
      title: 'The return URLs are saved',
      text: count === 0 ? 'No URL is allowed, so linking ends on our own page.' : `${count} allowed.`,
    });
  }
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <p id="return-urls-help">
          When a customer has finished or cancelled linking, they can be sent back to your product, but only to these
          URLs and exactly as written here. Enter one URL per line, 20 at most, with https, or with http on localhost.
        </p>
        <label htmlFor="return-urls">Allowed URLs</label>
        <textarea
          id="return-urls"
          name="returnUrls"
          className="lines"
          rows={6}
          spellCheck={false}
          defaultValue={saved.join('\n')}
          readOnly={!mayChange}
          aria-describedby="return-urls-help return-urls-problem"
          aria-invalid={problem !== undefined}
          data-autofocus
        />
        <p id="return-urls-problem" role="alert" className="problem">
          {problem}
        </p>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} disabled={fetching}>
            {mayChange ? 'Cancel' : 'Close'}
          </Button>
          {mayChange && (
            <Button type="submit" loading={fetching}>
              Save
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}

/** Changes the API's list index, which counts from 0, to a count from 1. */
const countFromOne = (message: string): string =>
  message.replace(/`returnUrls\[(\d+)\]`/, (_, index: string) => `URL ${Number(index) + 1}`);
