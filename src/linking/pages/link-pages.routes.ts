// The folder `linking/pages`: what a customer's browser sees of linking: pages, every text on them, routes, and the
// callback of the platform. What a step changes stands in the services of `linking`.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../../infra/database/caller.js';
import { toApiError } from '../../infra/database/database-error-mapping.js';
import { API_ERRORS, type ApiErrorCode, apiError, isApiError } from '../../infra/errors/api-error.js';
import { BrowserCookie } from '../../infra/http/browser-cookie.js';
import { readForms } from '../../infra/http/form-body.js';
import { toGlobalId } from '../../infra/ids/ids.js';
import { RateLimiter } from '../../infra/process/rate-limiter.js';
import { registerAttemptRoutes } from './link-attempt.routes.js';
import type { LinkPageContext, LinkPagesOptions } from './link-page-context.js';
import { registerStartRoutes } from './link-start.routes.js';
import { findLinkStyle } from './link-style.js';
import { attemptRef, pagePolicy } from './link-url.rules.js';
import { type EndKind, endPage } from './notice.page.js';
import { registerCallbackRoute } from './oauth-callback.routes.js';
import { returnAddress } from './return-address.rules.js';

/** Requests per minute and IP address: far more than a customer needs, far fewer than guessing or flooding needs. */
const MAX_REQUESTS_PER_MINUTE = 300;

/** The deadline for work that a page starts, such as a slow code exchange followed by reading the platform. */
const WORK_TIMEOUT_MS = 60_000;

/** Registers the pages of linking and the callback, in a scope with its own body parser and error pages. */
export async function registerLinkPages(app: FastifyInstance, options: LinkPagesOptions): Promise<void> {
  const context = createPageContext(options);
  const tries = new RateLimiter(MAX_REQUESTS_PER_MINUTE, 60);
  await app.register(async (pages) => {
    readForms(pages);
    pages.addHook('onRequest', async (request, reply) => {
      reply.headers({
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'content-security-policy': pagePolicy(plainOrigins(...options.services.linkStarts.signInOrigins)),
        'x-frame-options': 'DENY',
      });
      // Fastify would handle HEAD like GET, and a program that only previews a callback would use up its state and
      // code.
      if (request.method === 'HEAD') refuseHead(reply);
      options.refuseUntilReady();
      tries.spend(request.clientKey);
    });
    pages.setErrorHandler((error: Error, request, reply) => answerError(context, error, request, reply));
    const style = findLinkStyle();
    if (style !== undefined)
      pages.get('/link/style.css', (_request, reply) =>
        reply.header('cache-control', 'public, max-age=300').type('text/css; charset=utf-8').send(style),
      );
    registerStartRoutes(pages, context);
    registerAttemptRoutes(pages, context);
    registerCallbackRoute(pages, context);
  });
}

function refuseHead(reply: FastifyReply): never {
  reply.header('allow', 'GET');
  throw apiError('METHOD_NOT_ALLOWED', 'Send GET.');
}

function createPageContext(options: LinkPagesOptions): LinkPageContext {
  const { basePath: base } = options;
  const send = (reply: FastifyReply, status: number, page: string) =>
    reply.code(status).type('text/html; charset=utf-8').send(page);
  return {
    ...options,
    cookie: new BrowserCookie(options.publicUrl),
    base,
    customer,
    send,
    end: (reply, status, kind, details) => send(reply, status, endPage(kind, base, details)),
    addressOf: ({ workspaceId, attempt }) => `${base}/link/in/${attemptRef(workspaceId, attempt.id)}`,
    backUrl: ({ attempt, why }) =>
      attempt.return_url === null
        ? undefined
        : returnAddress(attempt.return_url, {
            status: attempt.link_status,
            reason: why === 'LINKED' ? attempt.link_reason : (attempt.reason ?? attempt.link_reason),
            linkId: toGlobalId('CompanyLink', attempt.link_id),
          }),
    allowForm: (reply, { attempt }) => {
      const returnUrl = attempt.return_url === null ? [] : [attempt.return_url];
      const origins = plainOrigins(...options.services.linkStarts.signInOrigins, ...returnUrl);
      reply.header('content-security-policy', pagePolicy(origins));
    },
  };
}

function customer(workspaceId: string, requestId: string, ms = WORK_TIMEOUT_MS): Caller {
  const signal = AbortSignal.timeout(ms);
  return { workspaceId, actor: 'customer', apiKeyId: null, requestId, signal, afterCommit() {} };
}

/** The origins without https: a platform on this machine, such as the sandbox, and return URLs on localhost. */
const plainOrigins = (...urls: readonly string[]): string[] =>
  urls.filter((url) => !url.startsWith('https:')).map((url) => new URL(url).origin);

const PAGES: Partial<Record<ApiErrorCode, EndKind>> = {
  THROTTLED: 'THROTTLED',
  UNAVAILABLE: 'UNAVAILABLE',
  TIMEOUT: 'UNAVAILABLE',
  INTERNAL_SERVER_ERROR: 'UNAVAILABLE',
};

function answerError(
  context: LinkPageContext,
  error: Error,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const apiFailure = isApiError(error) ? error : toApiError(error);
  const status = (error as { statusCode?: number }).statusCode ?? 500;
  const { code, retryAfter } = (
    isApiError(apiFailure) ? apiFailure.extensions : { code: status < 500 ? 'BAD_REQUEST' : 'INTERNAL_SERVER_ERROR' }
  ) as { code: ApiErrorCode; retryAfter?: number };
  if (code === 'INTERNAL_SERVER_ERROR') context.logger.fault('a request failed', error, { requestId: request.id });
  if (retryAfter !== undefined) reply.header('retry-after', retryAfter);
  return context.end(
    reply,
    status < 500 && !isApiError(apiFailure) ? status : API_ERRORS[code],
    PAGES[code] ?? 'UNREADABLE',
  );
}
