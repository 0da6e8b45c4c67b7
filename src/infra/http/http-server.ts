// The folder `infra/http`: the HTTP server, API keys in requests, forms, cookies, health and error answers. Routes
// stand where their feature does: `linking/pages`, `portal`, `api`.

import { randomUUID } from 'node:crypto';
import type { RequestListener } from 'node:http';
import cookie from '@fastify/cookie';
import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { TrustedProxies } from '../config/config-values.js';
import { apiError } from '../errors/api-error.js';
import { LIMITS } from '../graphql/limits.js';
import type { Logger } from '../observability/logger.js';
import { observeRequest } from '../observability/metrics.js';
import { withDecodablePath, withoutBasePath } from './base-path.js';
import { isPlainUtf8 } from './body-encoding.js';
import { createClientAddress, toLimitKey } from './client-address.js';
import { isEventStream } from './event-stream.js';
import { acceptsHtml } from './html.js';
import { answerHttpError, BY_STATUS } from './http-errors.js';
import { refuseBrokenHeads } from './request-head.js';
import { HttpServers, type ServerLimits } from './servers.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** What limits count the client by: its address, or the network of it. */
    clientKey: string;
  }
}

/** What `createHttpServer` needs. */
export interface HttpOptions extends ServerLimits {
  readonly trustedProxies: TrustedProxies;
  /** The path of this installation on its host: empty, or a path without a slash at the end. */
  readonly basePath: string;
  /** Where it will listen: on all addresses of this name. */
  readonly host: string;
  /** Exact origins that browsers may call from; empty: none. */
  readonly corsOrigins: readonly string[];
  readonly logger: Logger;
}

/**
 * Makes the HTTP server without its routes: limits, JSON errors, and a request log that holds route patterns, never
 * URLs or bodies.
 */
export async function createHttpServer(options: HttpOptions): Promise<FastifyInstance> {
  const { corsOrigins, logger } = options;
  const app = boundedServer(options);
  // The first hook, so that an answer of a later hook (to a CORS preflight) has the request id, too.
  app.addHook('onRequest', async (request, reply) => void reply.header('x-request-id', request.id));
  refuseBrokenHeads(app);
  knowClients(app, options.trustedProxies);
  readJsonStrictly(app);
  await app.register(cookie);
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    },
  });
  if (corsOrigins.length > 0) await allowOrigins(app, corsOrigins);
  app.addHook('onResponse', async (request, reply) => logRequest(logger, request, reply));
  app.setErrorHandler((error: FastifyError, request, reply) => answerHttpError(error, request, reply, logger));
  app.setNotFoundHandler((request, reply) => {
    const nothing = apiError('NOT_FOUND', 'There is nothing here. The API is at /graphql.');
    answerHttpError(nothing, request, reply, logger);
  });
  return app;
}

/** A Fastify server with limits on the size, the number and the duration of what a client sends and does not read. */
function boundedServer(options: HttpOptions): FastifyInstance {
  const servers = new HttpServers(options);
  const withoutBase = withoutBasePath(options.basePath);
  let handle: RequestListener = () => undefined;
  const app = fastify({
    logger: false,
    genReqId: () => randomUUID(),
    rewriteUrl: (request) => {
      const url = withoutBase(request);
      return request.method === 'GET' && acceptsHtml(request.headers) ? withDecodablePath(url) : url;
    },
    bodyLimit: LIMITS.bodyBytes,
    serverFactory: (handler) => {
      handle = handler as RequestListener;
      return servers.create(handle);
    },
    // If true, Fastify answers 503 to requests on open connections while it closes: 16 of 16 were lost that way.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 300 },
    // The servers have their own; Fastify would add its own to it.
    clientErrorHandler: () => undefined,
    // A path that is no URL reaches neither hooks nor the error handler, and Fastify's own answer repeats it.
    frameworkErrors: (error, request, reply) =>
      answerHttpError(error, request, reply.header('x-request-id', request.id), options.logger),
  });
  if (options.host === 'localhost') app.addHook('onListen', () => servers.listenBeside(app.server, handle));
  return app;
}

/** Sets `clientKey` of each request. */
function knowClients(app: FastifyInstance, trustedProxies: TrustedProxies): void {
  const addressOf = createClientAddress(trustedProxies);
  app.decorateRequest('clientKey', '');
  app.addHook('onRequest', async (request) => {
    const { socket, headers } = request.raw;
    const forwardedFor = headers['x-forwarded-for'];
    request.clientKey = toLimitKey(addressOf(socket.remoteAddress, forwardedFor?.toString()));
  });
}

/**
 * Lets pages of these origins call, with any request header that they ask for: clients send headers of traces and
 * client names that no list can foresee. No answer allows credentials, so a browser sends no cookie from another origin.
 */
const allowOrigins = (app: FastifyInstance, origins: readonly string[]) =>
  app.register(cors, {
    origin: [...origins],
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    exposedHeaders: [
      ...['x-request-id', 'retry-after', 'x-ledgerlink-outcome', 'x-platform-request-id'],
      ...['content-disposition', 'etag', 'location'],
    ],
    maxAge: 600,
    // If true, an OPTIONS request that is no preflight gets the plugin's text instead of our JSON.
    strictPreflight: false,
  });

/** Accepts JSON in UTF-8 only. Fastify's own parser replaces invalid UTF-8 silently; this one refuses it. */
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
  if (!isEventStream(reply.raw)) observeRequest(route, reply.statusCode, reply.elapsedTime / 1000);
  if (route === '/healthz' || route === '/readyz' || route === '/metrics') return;
  logger.info('request', {
    requestId: request.id,
    method: request.method,
    route,
    status: reply.statusCode,
    ms: Math.round(reply.elapsedTime),
  });
}
