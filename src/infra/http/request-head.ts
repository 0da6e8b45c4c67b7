import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { apiError } from '../errors/api-error.js';

/**
 * Answers in our JSON what Node would refuse without a body: HTTP/1.1 without `Host` (400, RFC 9112 §3.2) and an `Expect`
 * other than `100-continue` (417, RFC 9110 §10.1.1). `HttpServers` makes servers that leave both to this.
 */
export function refuseBrokenHeads(app: FastifyInstance): void {
  app.addHook('onRequest', refuseBrokenHead);
}

async function refuseBrokenHead({ raw, headers }: FastifyRequest, reply: FastifyReply): Promise<void> {
  // HTTP/1.0 knows neither header.
  if (raw.httpVersion !== '1.1') return;
  const { host, expect = '100-continue' } = headers;
  if (host !== undefined && /(^|\W)100-continue($|\W)/i.test(expect)) return;
  // The body of such a request may come or not, so the connection cannot be used again.
  reply.header('connection', 'close');
  if (host === undefined) throw apiError('BAD_REQUEST', 'The request has no `Host` header.');
  throw apiError('EXPECTATION_FAILED', 'No `Expect` but `100-continue` can be met.');
}
