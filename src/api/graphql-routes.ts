import type { ApolloServer } from '@apollo/server';
import type { FastifyInstance } from 'fastify';
import { whyNotAnswer } from '../infra/graphql/answer-limit.js';
import { refuseMethods } from '../infra/http/refuse-methods.js';
import type { Logger } from '../infra/observability/logger.js';
import type { RepeatService } from '../repeats/repeat.service.js';
import type { EventFeedService } from '../subscriptions/event-feed.service.js';
import type { RequestContext } from './context.js';
import { createGraphqlHandler } from './graphql-handler.js';
import type { Contexts } from './request-context.js';

declare module 'fastify' {
  interface FastifyRequest {
    context?: RequestContext;
  }
}

export interface GraphqlRoutesOptions {
  readonly graphql: ApolloServer<RequestContext>;
  /** Runs before each request. @throws to refuse it. */
  readonly beforeEach: () => void;
  readonly contexts: Contexts;
  readonly repeats: RepeatService;
  readonly eventFeed: EventFeedService;
  readonly logger: Logger;
}

/** `/graphql`: operations by POST, queries by GET as well. */
export async function registerGraphql(app: FastifyInstance, options: GraphqlRoutesOptions): Promise<void> {
  const { graphql, beforeEach, contexts } = options;
  refuseMethods(app, {
    ...{ url: '/graphql', method: ['PUT', 'PATCH', 'DELETE'], allow: 'GET, POST' },
    remedy: 'Send operations by POST, or queries by GET.',
  });
  await app.register(async (api) => {
    // Before the body is read: a request without a valid key costs no more than a look-up.
    api.addHook('onRequest', async (request, reply) => {
      beforeEach();
      request.context = await contexts.ofRequest(request, reply);
    });
    // The answer to createApiKey holds the key's plaintext: no cache may keep it.
    api.addHook('onRequest', async (_request, reply) => void reply.header('cache-control', 'no-store'));
    api.addHook('onSend', async (request, reply, payload) => {
      if (reply.statusCode >= 400) return withRequestId(payload, request.id);
      const tooLarge = request.context && whyNotAnswer(payload as string | Buffer, request.context.answer);
      if (tooLarge !== undefined) throw tooLarge;
      return payload;
    });
    api.route({ url: '/graphql', method: ['GET', 'POST'], handler: createGraphqlHandler(options) });
  });
  // Closing waits for answers, and a stream is an answer without an end.
  app.addHook('preClose', async () => options.eventFeed.endAll());
  app.addHook('onClose', async () => graphql.stop());
}

/** Adds the request id to answers that Apollo makes before any plugin runs (CSRF, GET mutations, batches). */
function withRequestId(payload: unknown, requestId: string): unknown {
  if (typeof payload !== 'string' || payload.includes(requestId)) return payload;
  const body = JSON.parse(payload) as { errors?: { extensions?: object }[] };
  const errors = body.errors?.map((error) => ({
    ...error,
    extensions: { ...error.extensions, requestId, retryable: false },
  }));
  return JSON.stringify({ ...body, errors });
}
