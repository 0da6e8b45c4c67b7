import { BASE_PATH } from '../app/base-path.ts';
import { PORTAL_HEADERS } from '../app/portal-headers.ts';
import { readMessages } from '../app/read-messages.ts';

const BODY = JSON.stringify({ query: 'subscription { events { id } }' });
/** Before a stream that has ended is opened again, in ms. */
const RETRY_MS = 5_000;
/** From the first of several events until the pages are told of them, in ms. */
const PAUSE_MS = 500;

/**
 * Follows the events of the workspace while the tab is visible: a browser has six connections to a server for all its tabs.
 * `onOpen` tells whether a stream is open, `onEvents` that something has happened. Returns what ends it.
 */
export function followEvents(onOpen: (isOpen: boolean) => void, onEvents: () => void): () => void {
  let stream: AbortController | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let telling: ReturnType<typeof setTimeout> | undefined;
  const tell = () => {
    telling ??= setTimeout(() => {
      telling = undefined;
      onEvents();
    }, PAUSE_MS);
  };
  const start = async () => {
    stream = new AbortController();
    const { signal } = stream;
    // The pages ask again by themselves while there is no stream, so it does not matter why it ended.
    await readStream(signal, () => onOpen(true), tell).catch(() => undefined);
    onOpen(false);
    if (!signal.aborted) retry = setTimeout(start, RETRY_MS);
  };
  const stop = () => {
    stream?.abort();
    stream = undefined;
    clearTimeout(retry);
  };
  const follow = () => {
    if (document.visibilityState === 'hidden') stop();
    else if (stream === undefined) start();
  };
  document.addEventListener('visibilitychange', follow);
  follow();
  return () => {
    document.removeEventListener('visibilitychange', follow);
    clearTimeout(telling);
    stop();
  };
}

/** Reads a stream to its end. `onMessage` is called for each event, and for the error that ends it. */
async function readStream(signal: AbortSignal, onOpen: () => void, onMessage: () => void): Promise<void> {
  const headers = { ...PORTAL_HEADERS, accept: 'text/event-stream', 'content-type': 'application/json' };
  const request: RequestInit = { method: 'POST', headers, body: BODY, credentials: 'same-origin', signal };
  const { ok, body } = await fetch(`${BASE_PATH}/graphql`, request);
  if (!ok || body === null) return;
  onOpen();
  await readMessages(body, (message) => {
    if (message.includes('event: next')) onMessage();
  });
}
