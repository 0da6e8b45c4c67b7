import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Sandbox } from '../sandbox.js';
import { monotonicNow } from './event-log.js';

export interface LoggedRequest {
  /** The number of the request, in the order of arrival. */
  readonly seq: number;
  readonly method: string;
  readonly url: string;
  /** The names of the request's headers, never their values. */
  readonly headers: readonly string[];
  /** The id in the header `X-Business`. */
  readonly business: string | null;
  readonly arrivedAt: number;
  /** SHA-256 of the parsed body as JSON. Null: no body. */
  bodyHash: string | null;
  /** Null: no answer was sent. */
  status: number | null;
  answeredAt: number | null;
}

const MAX_REQUESTS = 50_000;
/** These requests are in the event log. */
const LOGGED_ELSEWHERE = new Set<string | undefined>(['token', 'revoke', 'authorize']);

/** The latest requests other than those for tokens, in memory. */
export class RequestLog {
  #requests: LoggedRequest[] = [];
  #count = 0;

  add({ method, url, headers }: FastifyRequest): LoggedRequest {
    this.#count += 1;
    const logged: LoggedRequest = {
      seq: this.#count,
      method,
      url,
      headers: Object.keys(headers),
      business: headers['x-business']?.toString() ?? null,
      arrivedAt: monotonicNow(),
      bodyHash: null,
      status: null,
      answeredAt: null,
    };
    this.#requests.push(logged);
    // Let the array grow to twice the limit first, because dropping single requests would copy it each time.
    if (this.#requests.length >= 2 * MAX_REQUESTS) this.#requests = this.#requests.slice(-MAX_REQUESTS);
    return logged;
  }

  page(after: number, limit: number) {
    const first = this.#requests[0]?.seq ?? this.#count + 1;
    const from = Math.max(0, after - first + 1);
    const requests = this.#requests.slice(from, from + limit);
    return { requests, next: requests.at(-1)?.seq ?? Math.min(after, this.#count), dropped: first - 1 };
  }

  clear(): void {
    this.#requests = [];
    this.#count = 0;
  }
}

/** Logs each request when it arrives, so that one without an answer is in the log too. */
export function logRequests(app: FastifyInstance, { requests, limits }: Sandbox): void {
  const logged = new WeakMap<FastifyRequest, LoggedRequest>();
  app.addHook('onRequest', async (request, reply) => {
    const { url, routeOptions } = request;
    if (url.startsWith('/control') || LOGGED_ELSEWHERE.has(routeOptions.config.endpoint)) return;
    const entry = requests.add(request);
    logged.set(request, entry);
    reply.raw.once('close', () => {
      limits.leave(request);
      if (!reply.raw.writableFinished) return;
      entry.status = reply.raw.statusCode;
      entry.answeredAt = monotonicNow();
    });
  });
  app.addHook('preHandler', async (request) => {
    const entry = logged.get(request);
    if (entry !== undefined && request.body !== undefined)
      entry.bodyHash = createHash('sha256').update(JSON.stringify(request.body)).digest('hex');
  });
}
