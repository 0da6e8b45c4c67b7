import type { FastifyRequest } from 'fastify';
import type { Claims } from '../oauth/signer.js';
import type { Sandbox } from '../sandbox.js';
import type { ApiVersion } from '../state/client.js';
import { type Business, findUser, type User } from '../world/users.js';
import { API_ERRORS } from './api-error.js';

export interface Access {
  readonly claims: Claims;
  readonly user: User;
}

/**
 * Who calls. Only the token itself is asked, not its grant: Sage cannot take an access token back, so it works until
 * its time is over, whatever became of the refresh token.
 */
export async function accessOf(
  sandbox: Sandbox,
  request: FastifyRequest,
  apiVersion: ApiVersion,
): Promise<Access> {
  const token = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const claims = token === undefined ? undefined : await sandbox.signer.read(token);
  const user = findUser(claims?.usr ?? '');
  if (claims?.use !== 'access' || claims.exp === undefined || user === undefined)
    throw API_ERRORS.tokenInvalid();
  const client = sandbox.state.clients.get(claims.aud);
  if (client !== undefined && client.apiVersion !== apiVersion) throw API_ERRORS.tokenInvalid();
  if (sandbox.now() >= claims.exp * 1_000) throw API_ERRORS.tokenExpired();
  return { claims, user };
}

export function subscriptionOf({ state }: Sandbox, business: Business) {
  return state.subscriptions.get(business.id) ?? business.subscription;
}

/** Throws the 401 that no refresh helps against. */
export function assertSubscribed(sandbox: Sandbox, business: Business): void {
  if (subscriptionOf(sandbox, business) !== 'active') throw API_ERRORS.noSubscription();
}

export function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
