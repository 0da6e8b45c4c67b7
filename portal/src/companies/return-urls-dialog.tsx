import { Button, Group, Stack } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useMutation, useQuery } from 'urql';
import { LinkChoicesDocument, SetReturnUrlsDocument } from '../gql/graphql.ts';
import { Dialog } from '../ui/dialog.tsx';
import { said } from '../ui/error-words.ts';
import type { Said } from '../ui/notice.tsx';
import { QueryState } from '../ui/query-state.tsx';

interface ReturnUrlsDialogProps {
  readonly mayChange: boolean;
  readonly onClose: () => void;
  readonly onDone: (said: Said) => void;
}

/** The allow-list of where customers may be sent after linking. */
export function ReturnUrlsDialog({ mayChange, onClose, onDone }: ReturnUrlsDialogProps) {
  const [result, ask] = useQuery({ query: LinkChoicesDocument, requestPolicy: 'network-only' });
  return (
    <Dialog onClose={onClose} title="Return URLs" size="lg">
      <QueryState
        what="the return URLs"
        result={result}
        onRetry={() => ask({ requestPolicy: 'network-only' })}
      >
        {({ viewer: { workspace } }) => (
          <ReturnUrlsForm
            saved={workspace.returnUrls}
            mayChange={mayChange}
            onClose={onClose}
            onDone={onDone}
          />
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
  const [problem, setProblem] = useState<string>();

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const text = String(new FormData(event.currentTarget).get('returnUrls'));
    const returnUrls = text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
    const wrong = returnUrls.findIndex((line) => !URL.canParse(line));
    if (wrong >= 0)
      return setProblem(`URL ${wrong + 1} is not a whole URL. Copy it from the address bar of the page.`);
    const { data, error } = await set({ input: { returnUrls } });
    const answer = data?.setReturnUrls;
    if (error !== undefined || answer === undefined) return setProblem(error && said(error).text);
    if (answer.__typename !== 'SetReturnUrlsSuccess') return setProblem(counted(answer.message));
    const count = answer.workspace.returnUrls.length;
    onDone({
      kind: 'done',
      title: 'The return URLs are saved',
      text: count === 0 ? 'None is allowed: our own page ends linking.' : `${count} allowed.`,
    });
  }
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <p id="return-urls-help">
          When a customer has finished linking, or has given up, they can be sent back to your product. Only
          to these URLs, each exactly as it stands here: one a line, 20 at most, with https, or with http on
          localhost.
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

/** The API counts its list from 0; people count from 1. */
const counted = (message: string): string =>
  message.replace(/`returnUrls\[(\d+)\]`/, (_, at: string) => `URL ${Number(at) + 1}`);
