import type { FastifyRequest } from 'fastify';
import { EDITIONS, LIST_RULES } from '../books/lists.js';
import { type BooksOptions, DEFAULT_OPTIONS } from '../books/shelf.js';
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
  sandbox.limits.enterApplication(request, claims.aud, sandbox.state.settings);
  return { claims, user };
}

export function subscriptionOf({ state }: Sandbox, business: Business) {
  return state.subscriptions.get(business.id) ?? business.subscription;
}

/**
 * Counts a call for a business's records, and checks the subscription.
 * @throws ApiError 429, or a 401, which a refresh does not cure
 */
export function enterBusiness(sandbox: Sandbox, business: Business): void {
  sandbox.limits.enterBusiness(business.id, sandbox.state.settings);
  if (!business.accounting || subscriptionOf(sandbox, business) !== 'active') throw API_ERRORS.noSubscription();
}

export const booksOptions = ({ state }: Sandbox, business: Business): BooksOptions =>
  state.books.get(business.id) ?? DEFAULT_OPTIONS;

/**
 * Checks that the business's edition has the list, and that the user may read it.
 * @throws ApiError 401 for the edition, with the text of an ended subscription, or 404, and 403 for the user's rights
 */
export function assertListAllowed(sandbox: Sandbox, business: Business, list: string): void {
  const { edition, deniedAreas } = booksOptions(sandbox, business);
  const { areas = [], editions = EDITIONS } = LIST_RULES[list] ?? {};
  if (!editions.includes(edition))
    throw sandbox.state.settings.missingList === 'not-found' ? API_ERRORS.notFound() : API_ERRORS.noSubscription();
  if (areas.some((area) => deniedAreas.includes(area))) throw API_ERRORS.notAllowed();
}

export function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
