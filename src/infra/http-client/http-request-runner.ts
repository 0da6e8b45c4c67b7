import type { ClientRequest, IncomingMessage } from 'node:http';
import { codeOf } from '../errors/error-code.js';
import type { RawAnswer } from './http-answer.js';

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

/** Runs one request on an open connection and reads its answer. `done` is called once. */
export class HttpRequestRunner {
  #sent = false;
  #settled = false;
  #timer: NodeJS.Timeout | undefined;
  #response: IncomingMessage | undefined;
  readonly #chunks: Buffer[] = [];
  #bytes = 0;

  constructor(
    private readonly wanted: SendRequest,
    private readonly done: (answer: RawAnswer) => void,
  ) {}

  /** Starts the request. */
  startRequest(request: ClientRequest): void {
    // Node.js emits `socket` and writes the request in one synchronous step: this is the last moment to decide.
    request.on('socket', (socket) => {
      const why = socket.destroyed ? 'CLOSED' : this.#whyNotNow();
      if (why !== undefined) return this.settle({ kind: 'not-sent', why });
      this.#sent = true;
      this.#timer = setTimeout(() => this.#broken('TIMEOUT'), this.wanted.answerMs);
    });
    request.on('response', (response) => this.#read(response));
    request.on('error', (error) => this.#broken(printableCode(error)));
    request.on('close', () => this.#broken('CLOSED'));
    request.end(this.wanted.body);
  }

  #whyNotNow(): string | undefined {
    try {
      return this.wanted.maySend?.() === false ? 'too late' : undefined;
    } catch {
      return 'ERROR';
    }
  }

  #read(response: IncomingMessage): void {
    this.#response = response;
    response.on('data', (chunk: Buffer) => {
      this.#bytes += chunk.length;
      if (this.#bytes > this.wanted.maxBytes) this.settle({ kind: 'failed', why: 'answer too large' });
      else this.#chunks.push(chunk);
    });
    response.on('end', () => this.settle(this.#answer(response, response.complete)));
    response.on('error', (error) => this.#broken(printableCode(error)));
  }

  #broken(why: string): void {
    if (this.#response !== undefined && this.#bytes > 0) this.settle(this.#answer(this.#response, false));
    else this.settle({ kind: this.#sent ? 'failed' : 'not-sent', why });
  }

  #answer({ statusCode = 0, headers }: IncomingMessage, complete: boolean): RawAnswer {
    return { kind: 'answered', status: statusCode, headers, body: Buffer.concat(this.#chunks), complete };
  }

  /** Ends the run with an answer; later calls change nothing. */
  settle(answer: RawAnswer): void {
    if (this.#settled) return;
    this.#settled = true;
    clearTimeout(this.#timer);
    this.done(answer);
  }
}

/** The code of an error and nothing else: errors of Node's HTTP parser contain the bytes that it read. */
export function printableCode(error: unknown): string {
  const code = codeOf(error);
  return code !== undefined && /^[A-Z0-9_]{2,60}$/.test(code) ? code : 'ERROR';
}
