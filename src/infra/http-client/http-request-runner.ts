import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import { codeOf } from '../errors/error-code.js';
import type { RawAnswer } from './http-answer.js';
import { ProxyError } from './outgoing-proxy.js';

/** One request of `sendOnce`. Times are in ms. */
export interface SendRequest {
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The only origins that may be called: the platform's own, from its constants. */
  readonly origins: readonly string[];
  readonly connectMs: number;
  /** From sending the request to the last byte of the answer. */
  readonly answerMs: number;
  readonly maxBytes: number;
  /** Called when the connection is open, in the synchronous step that writes the request. False: `not-sent`. */
  readonly maySend?: () => boolean;
}

/** Follows one request of undici, from the open connection to the end of its answer. `done` is called once. */
export class HttpRequestRunner implements Dispatcher.DispatchHandler {
  #sent = false;
  /** Why we have ended it ourselves. */
  #ended: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  #head: { readonly status: number; readonly headers: IncomingHttpHeaders } | undefined;
  readonly #chunks: Buffer[] = [];
  #bytes = 0;

  constructor(
    private readonly wanted: SendRequest,
    private readonly done: (answer: RawAnswer) => void,
  ) {}

  /**
   * undici calls this when the connection is open, and writes the request in the same synchronous step unless it is
   * aborted here. A second call would be a second connection for the same request: it is refused.
   */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    const why = this.#sent ? 'sent before' : this.#whyNotNow();
    if (why !== undefined) {
      this.#end(controller, why);
      return;
    }
    this.#sent = true;
    this.#timer = setTimeout(() => this.#end(controller, 'TIMEOUT'), this.wanted.answerMs);
  }

  onResponseStart(_controller: unknown, status: number, headers: IncomingHttpHeaders): void {
    this.#head = { status, headers };
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes > this.wanted.maxBytes) this.#end(controller, 'answer too large');
    // A copy: undici uses the memory of a chunk again.
    else this.#chunks.push(Buffer.from(chunk));
  }

  onResponseEnd(): void {
    this.#settle(this.#answer(true));
  }

  onResponseError(_controller: unknown, error: Error): void {
    const why = this.#ended ?? printableCode(error);
    if (this.#bytes > 0 && why !== 'answer too large') this.#settle(this.#answer(false));
    else this.#settle({ kind: this.#sent ? 'failed' : 'not-sent', why });
  }

  #whyNotNow(): string | undefined {
    try {
      return this.wanted.maySend?.() === false ? 'too late' : undefined;
    } catch {
      return 'ERROR';
    }
  }

  #end(controller: Dispatcher.DispatchController, why: string): void {
    this.#ended = why;
    controller.abort(new Error(why));
  }

  #answer(complete: boolean): RawAnswer {
    const { status, headers } = this.#head ?? { status: 0, headers: {} };
    return { kind: 'answered', status, headers, body: Buffer.concat(this.#chunks), complete };
  }

  #settle(answer: RawAnswer): void {
    clearTimeout(this.#timer);
    this.done(answer);
  }
}

/**
 * The code of an error, or its class where it has none, and nothing else: errors of the HTTP parser contain the bytes
 * that it read. A ProxyError tells its own words.
 */
export function printableCode(error: unknown): string {
  if (error instanceof ProxyError) return error.message;
  const named = codeOf(error) ?? (error instanceof Error ? error.name : undefined);
  return named !== undefined && /^\w{2,60}$/.test(named) ? named : 'ERROR';
}
