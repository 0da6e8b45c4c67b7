import type { IncomingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { countStreamed } from '../process/young-garbage.js';
import { printableCode } from './http-request-runner.js';
import { whyNotCalled } from './http-send.js';
import { connectThrough, proxyFor } from './outgoing-proxy.js';
import { loadUndici } from './undici.js';

/** One request of `openRequest`. Times are in ms. */
export interface StreamedRequest {
  readonly method: Dispatcher.HttpMethod;
  readonly headers: Readonly<Record<string, string>>;
  /** Read once, with back-pressure, where it is a stream. */
  readonly body?: Buffer | Readable;
  /** The only origins that may be called. */
  readonly origins: readonly string[];
  /** The request may use a connection that another one has left. Where that one breaks, nothing tells whether it was sent. */
  readonly reuse: boolean;
  /** Of the answer. A longer one breaks off. */
  readonly maxBytes: number;
  /** How long the platform may send nothing, and the reader of the answer may read nothing. */
  readonly idleMs: number;
}

/** What came of a request. `why` is our own text or an error code of Node.js. */
export type StreamedAnswer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly headers: IncomingHttpHeaders;
      /**
       * As it arrives, with back-pressure. Destroy it to leave the rest unread. It fails where the answer breaks off, and
       * where nothing of it is read for `idleMs`.
       */
      readonly body: Readable;
    }
  /** No byte of the request was written. */
  | { readonly kind: 'not-sent'; readonly why: string }
  /** The request was or may have been sent, and there is no answer. */
  | { readonly kind: 'failed'; readonly why: string };

const CONNECT_MS = 5_000;

/**
 * Sends one request and answers as soon as the head of its answer is there. Follows no redirect and tries nothing again.
 * Only https is allowed, except to this machine, and certificates are verified. Never rejects.
 */
export async function openRequest(url: URL, request: StreamedRequest): Promise<StreamedAnswer> {
  const refused = whyNotCalled(url, request.origins);
  if (refused !== undefined) return { kind: 'not-sent', why: refused };
  const client = request.reuse ? sharedPool(url) : newClient(url);
  const end = () => {
    if (!request.reuse) client.destroy().catch(() => undefined);
  };
  const { method, headers, body, idleMs } = request;
  const sent = { method, path: url.pathname + url.search, headers, ...(body !== undefined && { body }) };
  const options = { ...sent, headersTimeout: idleMs, bodyTimeout: idleMs };
  const answer = await new Promise<StreamedAnswer>((resolve) => {
    client.dispatch(options, new StreamHandler(request, resolve));
  }).catch((error: unknown): StreamedAnswer => ({ kind: 'not-sent', why: printableCode(error) }));
  if (answer.kind === 'answered') whenClosed(answer.body, end);
  else end();
  return answer;
}

/** Runs `work` once a stream is closed, also where it is closed already. */
export function whenClosed(stream: Readable, work: () => void): void {
  if (stream.closed) work();
  else stream.once('close', work);
}

const pools = new Map<string, Dispatcher>();

/** The connections to one origin. There are as many origins as platforms have, so none is closed. */
function sharedPool(url: URL): Dispatcher {
  const known = pools.get(url.origin);
  if (known !== undefined) return known;
  const pool = new (loadUndici().Pool)(url.origin, clientOptions(url));
  pools.set(url.origin, pool);
  return pool;
}

function newClient(url: URL): Dispatcher {
  return new (loadUndici().Client)(url.origin, clientOptions(url));
}

function clientOptions(url: URL) {
  const { buildConnector } = loadUndici();
  // Explicit, so that NODE_TLS_REJECT_UNAUTHORIZED=0 in the environment does not turn verification off.
  const connect = buildConnector({ timeout: CONNECT_MS, rejectUnauthorized: true });
  const proxy = proxyFor(url);
  return {
    connect: proxy === undefined ? connect : connectThrough(proxy, CONNECT_MS, connect),
    pipelining: 1,
  };
}

/**
 * Follows one request of undici. The answer's body asks for more only when what came is read. Undici's own timeout for the
 * body waits meanwhile, so a reader that stops is timed here: it would keep the connection for ever.
 */
class StreamHandler implements Dispatcher.DispatchHandler {
  #sent = false;
  #body: Readable | undefined;
  #bytes = 0;
  #unread: NodeJS.Timeout | undefined;

  constructor(
    private readonly limits: Pick<StreamedRequest, 'maxBytes' | 'idleMs'>,
    private readonly resolve: (answer: StreamedAnswer) => void,
  ) {}

  /** Called when a connection is open, in the synchronous step that writes the request. A second call would send it twice. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#sent) controller.abort(new Error('sent before'));
    this.#sent = true;
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    if (status < 200) return;
    const body = new Readable({
      read: () => {
        clearTimeout(this.#unread);
        controller.resume();
      },
      destroy: (error, done) => {
        clearTimeout(this.#unread);
        controller.abort(error ?? new Error('not read to its end'));
        done(error);
      },
    });
    // It may break off before its reader listens, which would end the process.
    body.on('error', () => undefined);
    this.#body = body;
    this.resolve({ kind: 'answered', status, headers, body });
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.length;
    countStreamed(chunk.length);
    if (this.#bytes > this.limits.maxBytes) controller.abort(new Error('answer too large'));
    // Not copied, as in undici's own `request`: each part is a view of a buffer that the socket made for it.
    else if (this.#body?.push(chunk) === false) {
      controller.pause();
      this.#unread = setTimeout(() => this.#body?.destroy(new Error('not read in time')), this.limits.idleMs);
    }
  }

  onResponseEnd(): void {
    this.#body?.push(null);
  }

  onResponseError(_controller: unknown, error: Error): void {
    const why = printableCode(error);
    if (this.#body !== undefined) this.#body.destroy(new Error(why));
    else this.resolve({ kind: this.#sent ? 'failed' : 'not-sent', why });
  }
}
