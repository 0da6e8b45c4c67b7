import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ApiErrorCode } from '../errors/api-error.js';
import { countError } from '../observability/metrics.js';
import { answerMediaType } from './answer-media-type.js';
import type { Connections } from './connections.js';
import { errorBody } from './http-errors.js';

/** How long a client has to read the answer to a broken request. Bytes that it still sends are thrown away. */
const LINGER_MS = 1_000;

type Answer = readonly [status: string, code: ApiErrorCode, message: string];

const MALFORMED: Answer = ['400 Bad Request', 'BAD_REQUEST', 'The request is malformed.'];
const ANSWERS: Readonly<Record<string, Answer>> = {
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'HEADERS_TOO_LARGE', 'The headers are too large.'],
  ERR_HTTP_REQUEST_TIMEOUT: [
    '408 Request Timeout',
    'REQUEST_TIMEOUT',
    'The request took too long to arrive. Send it again.',
  ],
};

/**
 * Answers what Node's HTTP parser refuses, on the socket itself: malformed requests and CONNECT (400), too many bytes of
 * headers (431) and requests that take too long to arrive (408). The answers to the requests before are sent
 * first: one of them may be that of a mutation that is being done. Then the connection ends, whether its client reads
 * or not.
 */
export class BrokenRequests {
  readonly #ending = new WeakSet<Socket>();

  constructor(private readonly connections: Connections) {}

  /** For the event `clientError`. */
  readonly answer = (error: { code?: string }, socket: Socket): void => {
    this.#end(socket, ANSWERS[error.code ?? ''] ?? MALFORMED);
  };

  /**
   * For the event `connect`. Without a listener, Node destroys the connection of a CONNECT request at once, with all
   * answers that are under way.
   */
  readonly refuseConnect = (_request: unknown, socket: Duplex): void => this.#end(socket as Socket, MALFORMED);

  #end(socket: Socket, answer: Answer): void {
    // Each piece of what is thrown away is another error.
    if (this.#ending.has(socket)) return;
    this.#ending.add(socket);
    if (socket.destroyed || !socket.writable) return void socket.destroy();
    // No more is read, until there is an answer to read.
    const arriving = this.connections.stopReading(socket);
    this.connections.whenAnswered(socket, arriving, () => {
      // A request that was answered before all of it had come, with 401 or 413, gets no second answer.
      if (arriving?.response.headersSent) this.connections.whenAnswered(socket, undefined, () => socket.destroy());
      else endWith(socket, answer, arriving?.request.headers.accept);
    });
  }
}

function endWith(socket: Socket, [status, code, message]: Answer, accept: string | undefined): void {
  if (socket.destroyed || !socket.writable) return void socket.destroy();
  countError(code);
  const requestId = randomUUID();
  const body = errorBody(code, message, requestId);
  const head = [
    `HTTP/1.1 ${status}`,
    `content-type: ${answerMediaType(accept)}`,
    `x-request-id: ${requestId}`,
    'connection: close',
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  // Destroyed with bytes that were not read, the client would get a reset instead of the answer.
  socket.resume();
  const timer = setTimeout(() => socket.destroy(), LINGER_MS).unref();
  socket.once('end', () => socket.destroySoon()).once('close', () => clearTimeout(timer));
}
