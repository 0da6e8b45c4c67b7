import type { FastifyInstance, FastifyReply } from 'fastify';
import { consentPage } from '../pages/consent.page.js';
import { countryPage } from '../pages/country.page.js';
import { sendPage } from '../pages/layout.js';
import { refusalPage } from '../pages/refusal.page.js';
import { signInPage } from '../pages/sign-in.page.js';
import type { Sandbox } from '../sandbox.js';
import { findUser, type User } from '../world/users.js';
import { allowed, denied, isRemembered, mismatch } from './authorization.js';
import {
  type AuthorizeRequest,
  type Query,
  type ReadRequest,
  readAuthorizeRequest,
} from './authorize-request.js';
import { fieldOf } from './token-request.js';

const PATH = '/oauth2/auth/central';
const config = { endpoint: 'authorize' } as const;

/** The pages keep no session: each form sends the whole request again, and each step reads it anew. */
export function authorizeRoutes(app: FastifyInstance, sandbox: Sandbox): void {
  app.get<{ Querystring: Query }>(PATH, { config }, async ({ query, url }, reply) => {
    const read = readAuthorizeRequest(sandbox, query);
    if (read.kind !== 'ok') return turnAway(reply, read);
    const { request } = read;
    if (lacksCountry(request)) return sendPage(reply, 200, countryPage(PATH, request, query));
    return sendPage(reply, 200, signInPage(url, request));
  });

  app.post<{ Querystring: Query; Body: unknown }>(PATH, { config }, async ({ query, url, body }, reply) => {
    const read = readAuthorizeRequest(sandbox, query);
    if (read.kind !== 'ok') return turnAway(reply, read);
    const { request } = read;
    if (lacksCountry(request)) return sendPage(reply, 400, countryPage(PATH, request, query));
    const user = findUser(fieldOf(body, 'user') ?? '');
    if (user === undefined) return sendPage(reply, 400, signInPage(url, request, 'Choose a user.'));
    const location = await decide(sandbox, request, user, fieldOf(body, 'decision'));
    if (location === undefined) return sendPage(reply, 200, consentPage(url, request, user));
    return reply.redirect(location, 303);
  });
}

/**
 * Where the browser goes once a user has signed in and said `allow` or `deny`; undefined when the user has to be asked
 * first.
 */
export async function decide(
  sandbox: Sandbox,
  request: AuthorizeRequest,
  user: User,
  decision: string | undefined,
): Promise<string | undefined> {
  const elsewhere = mismatch(sandbox, request, user);
  if (elsewhere !== undefined) return elsewhere;
  if (decision === 'deny') return denied(request);
  if (decision === 'allow' || isRemembered(sandbox, request, user)) return allowed(sandbox, request, user);
  return undefined;
}

/** v3.1 alone asks for a country before the sign-in. */
export function lacksCountry({ client, country }: AuthorizeRequest): boolean {
  return client.apiVersion === '3.1' && country === undefined;
}

function turnAway(reply: FastifyReply, read: Exclude<ReadRequest, { kind: 'ok' }>): FastifyReply {
  if (read.kind === 'error') return reply.redirect(read.location, 303);
  return sendPage(reply, 400, refusalPage(read.why));
}
