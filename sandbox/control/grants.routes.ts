import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { createGrant } from '../oauth/grant-store.js';
import { tokenAnswer } from '../oauth/token-answer.js';
import type { Sandbox } from '../sandbox.js';
import type { Grant } from '../state/grant.js';
import { findUser, type User } from '../world/users.js';
import { integerBetween, orNotFound, parseInput } from './control-input.js';

const NewGrant = z.strictObject({
  clientId: z.string(),
  user: z.string(),
  businessId: z.string().optional(),
  scope: z.enum(['full_access', 'readonly']).default('full_access'),
});
const GrantQuery = z.strictObject({
  clientId: z.string().optional(),
  user: z.string().optional(),
  after: z.string().optional(),
  limit: integerBetween(1, 1_000, 10_000),
});

export function grantsControl(app: FastifyInstance, sandbox: Sandbox): void {
  const { state } = sandbox;

  /** Creates a grant in one call, in place of sign-in, consent and code exchange. */
  app.post('/grants', async ({ body }) => {
    const { clientId, user: key, businessId, scope } = parseInput(NewGrant, body);
    const { apiVersion } = orNotFound(state.clients.get(clientId), 'client');
    const user = orNotFound(findUser(key), 'user');
    const business = businessOf(user, businessId);
    const grant = createGrant(sandbox, {
      clientId,
      apiVersion,
      user: key,
      country: user.country,
      scope,
      businessId: apiVersion === '3.0' ? (business?.id ?? null) : null,
    });
    const tokens = await tokenAnswer(sandbox, grant);
    await sandbox.persist();
    return { grantId: grant.grantId, tokens };
  });

  app.get('/grants', async ({ query }) => {
    const { clientId, user, after, limit } = parseInput(GrantQuery, query);
    const all = [...state.grants.values()];
    const from = after === undefined ? 0 : all.findIndex(({ grantId }) => grantId === after) + 1;
    const matching = all
      .slice(from)
      .filter((grant) => clientId === undefined || grant.clientId === clientId)
      .filter((grant) => user === undefined || grant.user === user);
    const grants = matching.slice(0, limit).map(publicView);
    return { grants, next: matching.length > limit ? (grants.at(-1)?.grantId ?? null) : null };
  });

  app.get<{ Params: { id: string } }>('/grants/:id', async ({ params }) =>
    publicView(orNotFound(state.grants.get(params.id), 'grant')),
  );
}

/**
 * The named business of the user, or the first. A v3.1 grant covers all businesses, so there the name is only checked.
 */
function businessOf({ businesses }: User, id: string | undefined) {
  if (id === undefined) return businesses[0];
  return orNotFound(
    businesses.find((business) => business.id === id || business.v30Id === id),
    'business of this user',
  );
}

const toIsoTime = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());

/** A grant as the control API shows it. Times are by the sandbox's clock. */
function publicView({ createdAt, rotatedAt, accessExpiresAt, refreshExpiresAt, revoked, ...grant }: Grant) {
  return {
    ...grant,
    userId: findUser(grant.user)?.userId,
    createdAt: toIsoTime(createdAt),
    rotatedAt: toIsoTime(rotatedAt),
    accessExpiresAt: toIsoTime(accessExpiresAt),
    refreshExpiresAt: toIsoTime(refreshExpiresAt),
    revoked: revoked === null ? null : { reason: revoked.reason, at: toIsoTime(revoked.at) },
  };
}
