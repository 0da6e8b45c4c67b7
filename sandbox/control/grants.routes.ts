import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { createGrant } from '../oauth/grants.js';
import { tokenAnswer } from '../oauth/token-answer.js';
import type { Sandbox } from '../sandbox.js';
import type { Grant } from '../state/grant.js';
import { findUser, type User } from '../world/users.js';
import { found, read, wholeFrom } from './control-error.js';

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
  limit: wholeFrom(1, 1_000, 10_000),
});

export function grantsControl(app: FastifyInstance, sandbox: Sandbox): void {
  const { state } = sandbox;

  /** A sign-in, a consent and an exchange in one. */
  app.post('/grants', async ({ body }) => {
    const { clientId, user: key, businessId, scope } = read(NewGrant, body);
    const { apiVersion } = found(state.clients.get(clientId), 'client');
    const user = found(findUser(key), 'user');
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
    await sandbox.saved();
    return { grantId: grant.grantId, tokens };
  });

  app.get('/grants', async ({ query }) => {
    const { clientId, user, after, limit } = read(GrantQuery, query);
    const all = [...state.grants.values()];
    const from = after === undefined ? 0 : all.findIndex(({ grantId }) => grantId === after) + 1;
    const wanted = all
      .slice(from)
      .filter((one) => clientId === undefined || one.clientId === clientId)
      .filter((one) => user === undefined || one.user === user);
    const grants = wanted.slice(0, limit).map(shown);
    return { grants, next: wanted.length > limit ? (grants.at(-1)?.grantId ?? null) : null };
  });

  app.get<{ Params: { id: string } }>('/grants/:id', async ({ params }) =>
    shown(found(state.grants.get(params.id), 'grant')),
  );
}

/** A v3.1 grant reaches all of the user's businesses; naming one only checks that it is the user's. */
function businessOf({ businesses }: User, id: string | undefined) {
  if (id === undefined) return businesses[0];
  return found(
    businesses.find((business) => business.id === id || business.v30Id === id),
    'business of this user',
  );
}

const time = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());

/** All times are the sandbox's. */
function shown({ createdAt, rotatedAt, accessExpiresAt, refreshExpiresAt, revoked, ...grant }: Grant) {
  return {
    ...grant,
    userId: findUser(grant.user)?.userId,
    createdAt: time(createdAt),
    rotatedAt: time(rotatedAt),
    accessExpiresAt: time(accessExpiresAt),
    refreshExpiresAt: time(refreshExpiresAt),
    revoked: revoked === null ? null : { reason: revoked.reason, at: time(revoked.at) },
  };
}
