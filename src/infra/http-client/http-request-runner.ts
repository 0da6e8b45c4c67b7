import type { ClientRequest, IncomingMessage } from 'node:http';
import { codeOf } from '../errors/error-code.js';
import type { RawAnswer } from './http-answer.js';

export interface SendRequest {
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The only origins that may be called: the platform's own, from its constants. */
  readonly origins: readonly string[];
  readonly connectMs: number;
  /** From sending to the answer's last byte. */
  readonly answerMs: number;
  readonly maxBytes: number;
  /** Asked in the same synchronous step in which the request is written, when the connection stands. */
  readonly maySend?: () => boolean;
}

/** One request and its answer, from the moment in which the connection stands. */
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

  start(request: ClientRequest): void {
    // Node.js emits `socket` and writes what is waiting in one synchronous step: this is the last moment.
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

  settle(answer: RawAnswer): void {
    if (this.#settled) return;
    this.#settled = true;
    clearTimeout(this.#timer);
    this.done(answer);
  }
}

/** The error's code and nothing else: errors of the HTTP parser carry the bytes that it read. */
export function printableCode(error: unknown): string {
  const code = codeOf(error);
  return code !== undefined && /^[A-Z0-9_]{2,60}$/.test(code) ? code : 'ERROR';
}
