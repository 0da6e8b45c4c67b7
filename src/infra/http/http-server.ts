import { randomUUID } from 'node:crypto';
import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import { apiError } from '../errors/api-error.js';
import { LIMITS } from '../graphql/limits.js';
import type { Logger } from '../observability/logger.js';
import { observeRequest } from '../observability/metrics.js';
import { isPlainUtf8 } from './body-encoding.js';
import { answerBrokenRequest, answerHttpError, BY_STATUS } from './http-errors.js';

export interface HttpOptions {
  readonly trustProxy: boolean;
  readonly corsOrigins: readonly string[];
  readonly requestMs: number;
  readonly logger: Logger;
}

/** The HTTP server without its routes: limits, JSON errors, and a log of route patterns, never of URLs or bodies. */
export async function createHttpServer(options: HttpOptions): Promise<FastifyInstance> {
  const { corsOrigins, logger } = options;
  const app = boundedServer(options);
  // First, so that whatever a later hook answers by itself (a preflight) carries it too.
  app.addHook('onRequest', async (request, reply) => void reply.header('x-request-id', request.id));
  readJsonStrictly(app);
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    },
  });
  if (corsOrigins.length > 0) await allowOrigins(app, corsOrigins);
  app.addHook('onResponse', async (request, reply) => logRequest(logger, request, reply));
  app.setErrorHandler((error: FastifyError, request, reply) =>
    answerHttpError(error, request, reply, logger),
  );
  app.setNotFoundHandler((request, reply) => {
    const nothing = apiError('NOT_FOUND', 'There is nothing here. The API is at /graphql.');
    answerHttpError(nothing, request, reply, logger);
  });
  return app;
}

/** With bounds on whatever a client may send, and on how slowly. */
const boundedServer = ({ trustProxy, requestMs, logger }: HttpOptions): FastifyInstance =>
  fastify({
    logger: false,
    trustProxy,
    genReqId: () => randomUUID(),
    bodyLimit: LIMITS.bodyBytes,
    // Slow senders are cut off; a request that is being answered is bounded by its own deadline.
    requestTimeout: requestMs + 20_000,
    connectionTimeout: 60_000,
    keepAliveTimeout: 72_000,
    http: { maxHeaderSize: LIMITS.headerBytes, headersTimeout: 20_000 },
    // On, fastify answers 503 to requests that arrive on open connections while it closes: 16 of 16 were lost so.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 300 },
    clientErrorHandler: answerBrokenRequest,
    // A path that is no URL never reaches a hook or the error handler, and fastify's own answer repeats it.
    frameworkErrors: (error, request, reply) =>
      answerHttpError(error, request, reply.header('x-request-id', request.id), logger),
  });

const allowOrigins = (app: FastifyInstance, origins: readonly string[]) =>
  app.register(cors, {
    origin: [...origins],
    methods: ['GET', 'POST'],
    allowedHeaders: ['authorization', 'content-type', 'apollo-require-preflight'],
    exposedHeaders: ['x-request-id', 'retry-after'],
    maxAge: 600,
    // Strict, an OPTIONS that is no preflight gets a text of the plugin's own instead of our JSON.
    strictPreflight: false,
  });

/** JSON only, in UTF-8 only, and invalid UTF-8 is refused instead of being mended in silence. */
function readJsonStrictly(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    if (!isPlainUtf8(request.headers)) return done(apiError(...BY_STATUS[415]));
    try {
      done(null, JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body as Buffer)));
    } catch {
      done(apiError('BAD_REQUEST', 'The body is not JSON in UTF-8.'));
    }
  });
}

function logRequest(logger: Logger, request: FastifyRequest, reply: FastifyReply): void {
  const route = request.routeOptions.url ?? 'none';
  observeRequest(route, reply.statusCode, reply.elapsedTime / 1000);
  if (route === '/healthz' || route === '/readyz' || route === '/metrics') return;
  logger.info('request', {
    requestId: request.id,
    method: request.method,
    route,
    status: reply.statusCode,
    ms: Math.round(reply.elapsedTime),
  });
}
