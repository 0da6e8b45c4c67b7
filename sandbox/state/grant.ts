import type { ApiVersion } from './client.js';
import type { Settings } from './settings.js';

export type RevokedReason = 'revoke-endpoint' | 'consent-revoked' | 'reuse' | 'superseded' | 'other-grant-revoked';

/** The grant of one consent. Its tokens are not stored, because they can be derived from these fields. */
export interface Grant {
  readonly grantId: string;
  readonly clientId: string;
  readonly user: string;
  readonly apiVersion: ApiVersion;
  readonly country: string;
  readonly scope: string;
  /** v3.0 only: the business of the grant. */
  readonly businessId: string | null;
  readonly createdAt: number;
  /** 1 is the pair of the code exchange. Each refresh adds one. */
  rotation: number;
  rotatedAt: number;
  accessExpiresAt: number;
  /** Null: does not expire (v3.0). */
  refreshExpiresAt: number | null;
  revoked: { readonly reason: RevokedReason; readonly at: number } | null;
}

/** Sets the times of a grant's current pair. */
export function setTokenTimes(grant: Grant, now: number, settings: Settings): void {
  const v31 = grant.apiVersion === '3.1';
  grant.rotatedAt = now;
  grant.accessExpiresAt = now + 1_000 * (v31 ? settings.accessTokenSeconds : settings.accessTokenSecondsV30);
  grant.refreshExpiresAt = v31 ? now + 1_000 * settings.refreshTokenSeconds : null;
}

export type RefreshDecision = 'rotate' | 'repeat' | 'reuse' | 'refuse';

/** Decides about a refresh token of this grant. `presented` is the rotation number of the token. */
export function decideRefresh(
  grant: Grant,
  presented: number,
  now: number,
  { rotationMode, lenientSeconds }: Settings,
): RefreshDecision {
  if (grant.revoked !== null) return 'refuse';
  if (grant.refreshExpiresAt !== null && now >= grant.refreshExpiresAt) return 'refuse';
  if (presented === grant.rotation) return 'rotate';
  if (presented > grant.rotation) return 'refuse';
  const isPrevious = presented === grant.rotation - 1 && now - grant.rotatedAt <= lenientSeconds * 1_000;
  if (rotationMode === 'lenient' && isPrevious) return 'repeat';
  return rotationMode === 'revoke-family' ? 'reuse' : 'refuse';
}
