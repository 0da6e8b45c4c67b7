import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { apiError } from '../errors/api-error.js';
import { answerBrokenRequest } from './http-errors.js';

/**
 * Answers in our JSON what Node would refuse without a body: HTTP/1.1 without `Host` (400, RFC 9112 §3.2; the server
 * must have `requireHostHeader: false`), an `Expect` other than `100-continue` (417, RFC 9110 §10.1.1) and `CONNECT`
 * (400), which Node does not answer at all.
 */
export function refuseBrokenHeads(app: FastifyInstance): void {
  const { server } = app;
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  server.on('connect', (_request, socket) => answerBrokenRequest({}, socket as Socket));
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
