import type { FastifyInstance, FastifyReply } from 'fastify';
import { consentPage } from '../pages/consent.page.js';
import { countryPage } from '../pages/country.page.js';
import { errorPage } from '../pages/error.page.js';
import { sendPage } from '../pages/layout.js';
import { signInPage } from '../pages/sign-in.page.js';
import type { Sandbox } from '../sandbox.js';
import { findUser, type User } from '../world/users.js';
import { countryMismatchUrl, deniedUrl, isConsentRemembered, issueCode } from './authorization.js';
import {
  type AuthorizeRequest,
  type AuthorizeRequestResult,
  type Query,
  readAuthorizeRequest,
} from './authorize-request.js';
import { fieldOf } from './token-request.js';

const PATH = '/oauth2/auth/central';
const config = { endpoint: 'authorize' } as const;

/** The authorization pages. They have no session: each form sends the whole request again. */
export function authorizeRoutes(app: FastifyInstance, sandbox: Sandbox): void {
  app.get<{ Querystring: Query }>(PATH, { config }, async ({ query, url }, reply) => {
    const read = readAuthorizeRequest(sandbox, query);
    if (read.kind !== 'ok') return sendFailure(reply, read);
    const { request } = read;
    if (lacksCountry(request)) return sendPage(reply, 200, countryPage(PATH, request, query));
    return sendPage(reply, 200, signInPage(url, request));
  });

  app.post<{ Querystring: Query; Body: unknown }>(PATH, { config }, async ({ query, url, body }, reply) => {
    const read = readAuthorizeRequest(sandbox, query);
    if (read.kind !== 'ok') return sendFailure(reply, read);
    const { request } = read;
    if (lacksCountry(request)) return sendPage(reply, 400, countryPage(PATH, request, query));
    const user = findUser(fieldOf(body, 'user') ?? '');
    if (user === undefined) return sendPage(reply, 400, signInPage(url, request, 'Choose a user.'));
    const location = await decideAuthorization(sandbox, request, user, fieldOf(body, 'decision'));
    if (location === undefined) return sendPage(reply, 200, consentPage(url, request, user));
    return reply.redirect(location, 303);
  });
}

/** The URL to redirect to after the user signed in and decided. Undefined: the consent page must be shown first. */
export async function decideAuthorization(
  sandbox: Sandbox,
  request: AuthorizeRequest,
  user: User,
  decision: string | undefined,
): Promise<string | undefined> {
  const mismatchUrl = countryMismatchUrl(sandbox, request, user);
  if (mismatchUrl !== undefined) return mismatchUrl;
  if (decision === 'deny') return deniedUrl(request);
  if (decision === 'allow' || isConsentRemembered(sandbox, request, user)) return issueCode(sandbox, request, user);
  return undefined;
}

/** Only v3.1 asks for a country before the sign-in. */
export function lacksCountry({ client, country }: AuthorizeRequest): boolean {
  return client.apiVersion === '3.1' && country === undefined;
}

function sendFailure(reply: FastifyReply, read: Exclude<AuthorizeRequestResult, { kind: 'ok' }>): FastifyReply {
  if (read.kind === 'error') return reply.redirect(read.location, 303);
  return sendPage(reply, 400, errorPage(read.reason));
}
