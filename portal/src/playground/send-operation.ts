import type { GraphiQLProps } from 'graphiql';
import { getOperationAST } from 'graphql';
import { BASE_PATH } from '../app/base-path.ts';
import { PORTAL_HEADERS } from '../app/portal-headers.ts';
import { readMessages } from '../app/read-messages.ts';

type Fetcher = GraphiQLProps['fetcher'];
/** Sends the operation of one run, which `signal` ends. */
type Send = (more?: { readonly accept?: string; readonly signal?: AbortSignal }) => Promise<Response>;

/** Sends operations with the session. A key that was typed into the headers pane takes precedence. */
export const createFetcher =
  (onSignedOut: () => void): Fetcher =>
  (operation, { headers: typed, documentAST } = {}) => {
    const send: Send = async ({ accept = 'application/json', signal } = {}) => {
      const headers = new Headers(typed);
      const own = { ...PORTAL_HEADERS, 'content-type': 'application/json', accept };
      for (const [name, value] of Object.entries(own)) headers.set(name, value);
      // `redirect: 'error'`: neither the session nor the key may be sent to the target of a redirect.
      const response = await fetch(`${BASE_PATH}/graphql`, {
        method: 'POST',
        body: JSON.stringify(operation),
        headers,
        redirect: 'error',
        cache: 'no-store',
        ...(signal && { signal }),
      });
      if (response.status === 401 && !headers.has('authorization')) onSignedOut();
      return response;
    };
    const definition = documentAST && getOperationAST(documentAST, operation.operationName);
    return definition?.operation === 'subscription' ? follow(send) : send().then(answerOf);
  };

const answerOf = (response: Response): Promise<object> =>
  response.json().catch(() => failure(`The server answered ${response.status} without JSON.`));

const failure = (message: string) => ({ errors: [{ message }] });

interface Observer {
  next(answer: object): void;
  error(reason: unknown): void;
  complete(): void;
}

/** Shows each event of a subscription when it comes, until the run is stopped. */
const follow = (send: Send) => ({
  subscribe({ next, error, complete }: Observer) {
    const run = new AbortController();
    const read = async () => {
      const response = await send({ accept: 'text/event-stream', signal: run.signal });
      if (!response.ok || response.body === null) return next(await answerOf(response));
      let isComplete = false;
      await readMessages(response.body, (message) => {
        if (message.includes('event: next')) next(JSON.parse(message.slice(message.indexOf('data: ') + 6)));
        isComplete ||= message.includes('event: complete');
      });
      if (!isComplete) next(failure('The connection has ended. Run the subscription again.'));
    };
    read().then(complete, (reason) => run.signal.aborted || error(reason));
    return { unsubscribe: () => run.abort() };
  },
});
