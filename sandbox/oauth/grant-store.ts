import type { Sandbox } from '../sandbox.js';
import type { ApiVersion, Client } from '../state/client.js';
import { type Grant, type RevokedReason, setTokenTimes } from '../state/grant.js';
import type { TokenRequest } from './token-request.js';

export interface NewGrant {
  readonly clientId: string;
  readonly apiVersion: ApiVersion;
  readonly user: string;
  readonly country: string;
  readonly scope: string;
  readonly businessId: string | null;
}

export function createGrant(sandbox: Sandbox, newGrant: NewGrant): Grant {
  const { state } = sandbox;
  const now = sandbox.now();
  if (state.settings.consentMode === 'one-grant-per-user')
    endGrants(sandbox, newGrant.clientId, newGrant.user, 'superseded');
  state.grantCount += 1;
  const grant: Grant = {
    grantId: `grant-${state.grantCount}`,
    ...newGrant,
    createdAt: now,
    rotation: 1,
    rotatedAt: now,
    accessExpiresAt: now,
    refreshExpiresAt: null,
    revoked: null,
  };
  setTokenTimes(grant, now, state.settings);
  state.grants.set(grant.grantId, grant);
  return grant;
}

export function endGrant(sandbox: Sandbox, grant: Grant, reason: RevokedReason): void {
  grant.revoked ??= { reason, at: sandbox.now() };
}

/** Ends all active grants of an application and a user. Returns their ids. */
export function endGrants(sandbox: Sandbox, clientId: string, user: string, reason: RevokedReason): string[] {
  const ended = [...sandbox.state.grants.values()].filter(
    (grant) => grant.clientId === clientId && grant.user === user && grant.revoked === null,
  );
  for (const grant of ended) endGrant(sandbox, grant, reason);
  return ended.map(({ grantId }) => grantId);
}

/** The grant of the request's refresh token, if it belongs to this application. */
export function presentedGrant(
  { state }: Sandbox,
  { clientId }: Client,
  { presented }: TokenRequest,
): Grant | undefined {
  const grant = presented === undefined ? undefined : state.grants.get(presented.gid);
  return grant?.clientId === clientId ? grant : undefined;
}
