import { Readable } from 'node:stream';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { apiError, isRetryable } from '../infra/errors/api-error.js';
import { describeError } from '../infra/http/http-errors.js';
import { mayArriveSlowly } from '../infra/http/slow-requests.js';
import { localId } from '../infra/ids/ids.js';
import type { Logger } from '../infra/observability/logger.js';
import { countError } from '../infra/observability/metrics.js';
import { Deadlines } from '../infra/process/deadlines.js';
import { actorName, type Scope } from '../workspaces/api-key.rules.js';
import type { Actor } from '../workspaces/api-key.service.js';
import { bufferUpTo } from './buffer-up-to.js';
import { headerOf, headersToPlatform, maxWaitMs } from './header.rules.js';
import { limitStream } from './limit-stream.js';
import { splitQuery } from './path.rules.js';
import type { RequestOutcome, RequestProblem } from './platform-request.outcomes.js';
import { MAX_HELD_BYTES, type PlatformRequestService } from './platform-request.service.js';
import { IDLE_MS } from './request-sending.service.js';
import { isRead, METHODS, type Method } from './retry.rules.js';

/** Bytes of a request's body. */
const MAX_BODY_BYTES = 25_000_000;
/** How long one request may read from the database: a token, and the ledger. Sending has limits of its own. */
const READING_MS = 90_000;

/** The status of each problem. */
const STATUS: Readonly<Record<RequestProblem['kind'], number>> = {
  PathNotAllowed: 400,
  IdempotencyKeyNotUsable: 400,
  LinkNotFound: 404,
  LinkPending: 409,
  RelinkRequired: 409,
  IntegrationDisabled: 409,
  CredentialsFaulty: 409,
  IdempotencyKeyInUse: 409,
  BodyTooLarge: 413,
  IdempotencyKeyReused: 422,
  PlatformBusy: 429,
  OutcomeUnknown: 502,
  BusinessDiffers: 502,
  PlatformUnavailable: 503,
};
const RETRYABLE: readonly RequestProblem['kind'][] = ['IdempotencyKeyInUse', 'PlatformBusy', 'PlatformUnavailable'];

interface RoutesOptions {
  readonly platformRequests: PlatformRequestService;
  /** The sender of a request by its API key. */
  readonly authenticate: (request: FastifyRequest) => Promise<Actor>;
  /** Runs before each request. @throws to refuse it. */
  readonly beforeEach: () => void;
  readonly basePath: string;
  readonly logger: Logger;
}

/** `ANY /platform/{linkId}/{path}`: a request to the platform of a link. Its own errors are flat JSON. */
export async function registerPlatformRequests(app: FastifyInstance, options: RoutesOptions): Promise<void> {
  const deadlines = new Deadlines(READING_MS);
  const actors = new WeakMap<FastifyRequest, Actor>();
  await app.register(async (routes) => {
    routes.removeAllContentTypeParsers();
    // The body is passed on as it arrives.
    routes.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    routes.setErrorHandler((error: FastifyError, request, reply) => answerError(error, request, reply, options.logger));
    routes.addHook('onRequest', async (request, reply) => {
      options.beforeEach();
      reply.header('cache-control', 'no-store');
      const actor = await options.authenticate(request);
      const scope: Scope = isRead(request.method as Method) ? 'PLATFORM_READ' : 'PLATFORM_WRITE';
      if (!actor.scopes.has(scope))
        throw apiError('FORBIDDEN', `This API key lacks the scope ${scope}. Another key with it can send the request.`);
      mayArriveSlowly(request.raw);
      actors.set(request, actor);
    });
    routes.route<{ Params: { linkId: string } }>({
      url: '/platform/:linkId/*',
      method: [...METHODS],
      handler: async (request, reply) => {
        const actor = actors.get(request) as Actor;
        const { workspaceId, apiKeyId } = actor;
        const caller = {
          ...{ workspaceId, apiKeyId, requestId: request.id, signal: deadlines.until(reply.raw) },
          actor: actorName(actor.name, actor.prefix),
          afterCommit() {},
        };
        const wanted = await toPlatformRequest(request, options.basePath);
        return answerOutcome(await options.platformRequests.request(caller, wanted), request, reply);
      },
    });
  });
}

async function toPlatformRequest(request: FastifyRequest<{ Params: { linkId: string } }>, basePath: string) {
  const { linkId } = request.params;
  // As it was sent: the router's own parameter is decoded.
  const [path, query] = splitQuery((request.raw.url ?? '').split('/').slice(3).join('/'));
  const { headers } = request;
  const body = await bodyOf(request);
  const length = headerOf(headers, 'content-length');
  return {
    linkId: localId(linkId, 'CompanyLink', 'linkId'),
    method: request.method as Method,
    path,
    query,
    // A stream has the length that its sender gave; the client computes that of a buffer.
    headers: { ...headersToPlatform(headers), ...(body instanceof Readable && length && { 'content-length': length }) },
    body,
    maxWaitMs: maxWaitMs(headerOf(headers, 'x-max-wait')),
    // One that cannot be read is not the same as none.
    idempotencyKey: headers['idempotency-key'] === undefined ? undefined : (headerOf(headers, 'idempotency-key') ?? ''),
    prefix: `${basePath}/platform/${linkId}`,
  };
}

/** @throws BODY_TOO_LARGE */
async function bodyOf({ body, headers }: FastifyRequest): Promise<Buffer | Readable | null> {
  if (!(body instanceof Readable)) return null;
  if (Number(headers['content-length'] ?? 0) > MAX_BODY_BYTES) throw tooLarge();
  const read = await bufferUpTo(body, MAX_HELD_BYTES);
  return Buffer.isBuffer(read) ? read : limitStream(read, { maxBytes: MAX_BODY_BYTES, idleMs: IDLE_MS, tooLarge });
}

const tooLarge = () => apiError('BODY_TOO_LARGE', `The body is larger than ${MAX_BODY_BYTES / 1_000_000} MB.`);

function answerOutcome(outcome: RequestOutcome, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (outcome.kind !== 'PlatformReply') return answerProblem(outcome, request, reply);
  if (outcome.outcome !== null) reply.header('x-ledgerlink-outcome', outcome.outcome);
  return reply.code(outcome.status).headers(outcome.headers).send(outcome.body);
}

function answerProblem(outcome: RequestProblem, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { kind, code, message } = outcome;
  const wait = 'retryAfterSeconds' in outcome ? outcome.retryAfterSeconds : null;
  if (wait !== null) reply.header('retry-after', wait);
  if (kind === 'OutcomeUnknown') reply.header('x-ledgerlink-outcome', 'unknown');
  countError(code);
  return reply.code(STATUS[kind]).send({ code, message, requestId: request.id, retryable: RETRYABLE.includes(kind) });
}

function answerError(error: FastifyError, request: FastifyRequest, reply: FastifyReply, logger: Logger): void {
  const { code, message, status, retryAfter } = describeError(error);
  if (code === 'INTERNAL_SERVER_ERROR') logger.fault('a request failed', error, { requestId: request.id });
  countError(code);
  if (retryAfter !== undefined) reply.header('retry-after', retryAfter);
  if (code === 'UNAUTHENTICATED') reply.header('www-authenticate', 'Bearer');
  reply.code(status).send({ code, message, requestId: request.id, retryable: isRetryable(code) });
}
