import { randomBytes } from 'node:crypto';
import type { Sandbox } from '../sandbox.js';
import type { User } from '../world/users.js';
import { type AuthorizeRequest, callback } from './authorize-request.js';

const consentKey = (clientId: string, user: string): string => `${clientId} ${user}`;

/** The callback URL when the user's country differs from the chosen one. Undefined when they match. */
export function countryMismatchUrl({ state }: Sandbox, request: AuthorizeRequest, user: User): string | undefined {
  if (request.country === undefined || request.country === user.country) return undefined;
  // Sage sends this. It is neither an OAuth error code nor does it use `error_description`.
  return callback(request.redirectUri, {
    error: 'Invalid request',
    reason: 'Email already in use',
    state: state.settings.mismatchWithoutState ? undefined : request.state,
  });
}

export function isConsentRemembered({ state }: Sandbox, { client }: AuthorizeRequest, user: User): boolean {
  return state.settings.rememberConsent && state.consents.has(consentKey(client.clientId, user.key));
}

export function deniedUrl({ redirectUri, state }: AuthorizeRequest): string {
  return callback(redirectUri, { error: 'access_denied', state });
}

/** Creates a code and returns the callback URL with it. */
export async function issueCode(sandbox: Sandbox, request: AuthorizeRequest, user: User): Promise<string> {
  const { state } = sandbox;
  const { clientId, apiVersion } = request.client;
  const now = sandbox.now();
  for (const [code, { expiresAt }] of state.codes) if (expiresAt <= now) state.codes.delete(code);
  const random = randomBytes(20).toString('hex');
  const code = apiVersion === '3.1' ? `${user.country}/${random}` : random;
  state.codes.set(code, {
    clientId,
    redirectUri: request.redirectUri,
    user: user.key,
    country: user.country,
    scope: request.scope,
    challenge: request.challenge,
    expiresAt: now + state.settings.codeSeconds * 1_000,
  });
  state.consents.add(consentKey(clientId, user.key));
  await sandbox.persist();
  const country = apiVersion === '3.0' || state.settings.countryInCallback ? user.country : undefined;
  return callback(request.redirectUri, { code, country, state: request.state });
}

export function forgetConsent({ state }: Sandbox, clientId: string, user: string): void {
  state.consents.delete(consentKey(clientId, user));
}
