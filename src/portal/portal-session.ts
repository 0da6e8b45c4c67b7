import type { FastifyInstance, FastifyRequest } from 'fastify';
import { apiError } from '../infra/errors/api-error.js';
import type { Authenticate } from '../infra/http/authenticate.js';
import { createSessionCookie, type SessionCookie } from './session-cookie.js';

/** The sessions, as this file needs them. */
export interface Sessions<Actor> {
  openSession(actor: Actor): Promise<{ token: string; expiresAt: Date }>;
  /** Undefined: the session has ended. @throws when the database cannot be asked. */
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
  /** The sender of a request by its API key, or else by its session cookie. @throws UNAUTHENTICATED, FORBIDDEN, THROTTLED. */
  callerOf(request: FastifyRequest): Promise<Actor>;
  /** Whether a request has the cookie of a session. The session may have ended. */
  hasCookie(request: FastifyRequest): boolean;
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
        return authenticate(request.headers.authorization, request.clientKey);
      cookie.refuseForeign(request);
      const found = await sessions.findSession(token);
      if (found === undefined) throw apiError('UNAUTHENTICATED', 'This session has ended. Sign in again.');
      return found.actor;
    },
    hasCookie: (request) => cookie.read(request) !== undefined,
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
    const actor = await authenticate(`Bearer ${keyOf(request.body)}`, request.clientKey);
    const { token, expiresAt } = await sessions.openSession(actor);
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
