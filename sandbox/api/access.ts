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
 * Authenticates a call by its access token. The grant's state does not matter: Sage cannot revoke an access token, so
 * it works until it expires, even after its refresh token was revoked.
 * @throws ApiError
 */
export async function authenticateCall(
  sandbox: Sandbox,
  request: FastifyRequest,
  apiVersion: ApiVersion,
): Promise<Access> {
  const token = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const claims = token === undefined ? undefined : await sandbox.signer.read(token);
  const user = findUser(claims?.usr ?? '');
  if (claims?.use !== 'access' || claims.exp === undefined || user === undefined) throw API_ERRORS.tokenInvalid();
  const client = sandbox.state.clients.get(claims.aud);
  if (client !== undefined && client.apiVersion !== apiVersion) throw API_ERRORS.tokenInvalid();
  if (sandbox.now() >= claims.exp * 1_000) throw API_ERRORS.tokenExpired();
  return { claims, user };
}

export function subscriptionOf({ state }: Sandbox, business: Business) {
  return state.subscriptions.get(business.id) ?? business.subscription;
}

/** @throws ApiError 401, which a refresh does not cure */
export function assertSubscribed(sandbox: Sandbox, business: Business): void {
  if (!business.accounting || subscriptionOf(sandbox, business) !== 'active') throw API_ERRORS.noSubscription();
}

export function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
