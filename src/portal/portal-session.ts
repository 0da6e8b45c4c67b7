import type { FastifyInstance, FastifyRequest } from 'fastify';
import { apiError } from '../infra/errors/api-error.js';
import type { Authenticate } from '../infra/http/authenticate.js';
import { createSessionCookie, type SessionCookie } from './session-cookie.js';

/** Opens sessions for callers and finds them again. */
export interface Sessions<Actor> {
  open(actor: Actor): { token: string; expiresAt: Date };
  /** Undefined when there is none any more; throws when that cannot be told now. */
  findSession(token: string): Promise<{ actor: Actor; expiresAt: Date } | undefined>;
}

export interface PortalSessionOptions<Actor> {
  readonly publicUrl: string;
  readonly authenticate: Authenticate<Actor>;
  readonly sessions: Sessions<Actor>;
  /** Runs before each of the routes; throws to refuse. */
  readonly beforeEach: () => void;
}

export interface PortalSession<Actor> {
  /** Who sends a request: by its API key, or by the session of its cookie. A key wins. Throws a refusal. */
  callerOf(request: FastifyRequest): Promise<Actor>;
  /** `POST /session` signs in, `GET` tells whether one is, `DELETE` signs out. */
  register(app: FastifyInstance): Promise<void>;
}

/**
 * Signing in to the portal with an API key. The cookie stands for the key from then on: it may do what the key may,
 * and ends with it. Failed sign-ins count as failed keys.
 */
export function createPortalSession<Actor>(options: PortalSessionOptions<Actor>): PortalSession<Actor> {
  const { publicUrl, authenticate, sessions } = options;
  const cookie = createSessionCookie(publicUrl);
  return {
    callerOf: async (request) => {
      const token = cookie.read(request);
      if (token === undefined || request.headers.authorization !== undefined)
        return authenticate(request.headers.authorization, request.ip);
      cookie.refuseForeign(request);
      const found = await sessions.findSession(token);
      if (found === undefined) throw apiError('UNAUTHENTICATED', 'This session has ended. Sign in again.');
      return found.actor;
    },
    register: async (app) => {
      await app.register(async (routes) => addRoutes(routes, cookie, options));
    },
  };
}

function addRoutes<Actor>(
  routes: FastifyInstance,
  cookie: SessionCookie,
  { authenticate, sessions, beforeEach }: PortalSessionOptions<Actor>,
): void {
  routes.addHook('onRequest', async (_request, reply) => {
    beforeEach();
    reply.header('cache-control', 'no-store');
  });
  routes.get('/session', async (request, reply) => {
    const token = cookie.read(request);
    const found = token === undefined ? undefined : await sessions.findSession(token);
    if (found !== undefined) return { signedIn: true, expiresAt: found.expiresAt };
    if (token !== undefined) cookie.clear(reply);
    return { signedIn: false };
  });
  routes.post('/session', async (request, reply) => {
    cookie.refuseForeign(request);
    const actor = await authenticate(`Bearer ${keyOf(request.body)}`, request.ip);
    const { token, expiresAt } = sessions.open(actor);
    cookie.set(reply, token, expiresAt);
    return { signedIn: true, expiresAt };
  });
  routes.delete('/session', async (request, reply) => {
    cookie.refuseForeign(request);
    cookie.clear(reply);
    return { signedIn: false };
  });
}

function keyOf(body: unknown): string {
  const key = (body as { key?: unknown } | null)?.key;
  if (typeof key === 'string' && /^[\w.~+/-]{1,512}=*$/.test(key)) return key;
  throw apiError('BAD_USER_INPUT', '`key` must be an API key: it begins with `ll_` and has no spaces.');
}
