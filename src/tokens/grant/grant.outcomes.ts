// The folder `tokens/grant`: the state of a grant: its row, its token pair, its lease, and the pure rules of its age
// and its renewal. Calls of a platform, and the order of the steps, stand in `tokens`.

import type { SqlFragments } from '../../infra/database/statement.js';
import type { Secret } from '../../infra/secrets/secret.js';

/** A consent: who owns it, and which it is. */
export interface GrantRef {
  readonly workspaceId: string;
  readonly grantId: string;
}

/** Why a grant was given up. */
export type LostReason =
  | 'REVOKED_OR_EXPIRED'
  | 'REFRESH_TOKEN_EXPIRED'
  | 'ROTATION_ANSWER_LOST'
  | 'TOKENS_UNREADABLE';

export interface IssuedAccess {
  readonly kind: 'access';
  readonly accessToken: Secret;
  readonly expiresAt: Date;
  readonly setId: string;
  readonly integrationKey: string;
  readonly countryCode: string | null;
  readonly platformUserId: string | null;
}

export type AccessOutcome =
  | IssuedAccess
  /** Given up; whoever holds the grant keeps the reason. */
  | { readonly kind: 'deauthorized' }
  | { readonly kind: 'credentials-faulty'; readonly setId: string }
  | { readonly kind: 'unavailable'; readonly retryAfterSeconds: number }
  | { readonly kind: 'ended' };

export interface ExchangeRequest {
  readonly workspaceId: string;
  /** The credential set that the attempt is pinned to. */
  readonly setId: string;
  readonly countryCode: string | null;
  readonly code: Secret;
  readonly codeVerifier: Secret;
  readonly redirectUri: string;
  /**
   * What takes the grant over, in the statement that makes it. `takenBy` names the part that must have a row (an
   * attempt that went to CHOOSING): if it has none, no grant is made and the tokens are given back.
   */
  also(grantId: string): { readonly parts: SqlFragments; readonly takenBy: string };
}

export type ExchangeOutcome =
  | { readonly kind: 'granted'; readonly grantId: string; readonly platformUserId: string | null }
  /** The platform refused the code. */
  | { readonly kind: 'refused' }
  /** Nobody took the grant: the attempt has ended meanwhile. */
  | { readonly kind: 'not-taken' }
  | { readonly kind: 'credentials-faulty' }
  | { readonly kind: 'unavailable' };

/** What is left of a grant that a statement has ended: read it with `ENDED_GRANTS`, hand it to `revokeEnded`. */
export interface EndedGrant {
  readonly id: string;
  readonly rotation: number;
  readonly refresh_sealed: string | null;
  readonly credential_set_id: string;
  readonly integration_key: string;
  readonly country_code: string | null;
  readonly platform_user_id: string | null;
}

/**
 * What follows for whoever holds a grant, in the same statement; implemented to the right of this slice. Each answers
 * parts that read the CTE of its name.
 */
export interface GrantHolders {
  /** CTE `deauthorized (workspace_id, id, reason)`: the link is DEAUTHORIZED with that reason, audited. */
  deauthorized(workspaceId: string): SqlFragments;
  /** CTE `recovered (workspace_id, id)`: a late answer; the link is LINKED with RECOVERED, audited. */
  recovered(workspaceId: string): SqlFragments;
  /** CTE `revoked (workspace_id, id)`: the platform confirmed that an ended grant is revoked, audited. */
  revoked(workspaceId: string): SqlFragments;
}
