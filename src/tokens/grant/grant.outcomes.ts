// The folder `tokens/grant`: the state of a grant: its row, its token pair, its lease, and the pure rules of its age
// and its renewal. Calls of a platform, and the order of the steps, stand in `tokens`.

import type { Transaction } from '../../infra/database/database.js';
import type { RowOf } from '../../infra/database/table-entity.js';
import type { Secret } from '../../infra/secrets/secret.js';
import type { TokenPairLifetime } from './lifetime.rules.js';
import type { platformGrantEntity } from './platform-grant.entity.js';

/** Names a grant: the stored result of one consent. */
export interface GrantRef {
  readonly workspaceId: string;
  readonly grantId: string;
}

/** Why a grant was given up. */
export type LostReason = 'REVOKED_OR_EXPIRED' | 'REFRESH_TOKEN_EXPIRED' | 'ROTATION_ANSWER_LOST' | 'TOKENS_UNREADABLE';

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
  /** Access was lost. The link has the reason. */
  | { readonly kind: 'deauthorized' }
  | { readonly kind: 'credentials-faulty'; readonly setId: string }
  | { readonly kind: 'unavailable'; readonly retryAfterSeconds: number }
  | { readonly kind: 'ended' };

export interface ExchangeRequest {
  readonly workspaceId: string;
  /** The credential set of the attempt. */
  readonly setId: string;
  /** Null for a platform without countries. */
  readonly countryCode: string | null;
  readonly code: Secret;
  readonly codeVerifier: Secret;
  readonly redirectUri: string;
  /**
   * Inserts the grant together with the row that takes it over, in one transaction. False: nothing takes it (the attempt
   * has ended meanwhile); then no grant is made, and the tokens are revoked. A second run changes nothing.
   */
  take(tx: Transaction, grant: NewGrant): Promise<boolean>;
}

export type ExchangeOutcome =
  | { readonly kind: 'granted'; readonly grantId: string; readonly platformUserId: string | null }
  /** The platform refused the code. */
  | { readonly kind: 'refused' }
  /** The attempt has ended meanwhile: nothing took the grant. */
  | { readonly kind: 'not-taken' }
  /** The platform refused the keys of the application. */
  | { readonly kind: 'credentials-faulty' }
  | { readonly kind: 'unavailable' };

/** What is left of a grant that a statement has ended: `endingGrants` returns it, `revokeEnded` takes it. */
export interface EndedGrant
  extends RowOf<typeof platformGrantEntity, 'id' | 'rotation' | 'refresh_sealed' | 'credential_set_id'>,
    RowOf<typeof platformGrantEntity, 'integration_key' | 'country_code' | 'platform_user_id'> {}

/** A token pair as it is stored. */
export interface SealedTokenPair {
  readonly pairId: string;
  readonly access: string;
  readonly refresh: string;
  /** The database's time shortly before the pair was requested. */
  readonly at: string;
  readonly life: TokenPairLifetime;
}

export interface NewGrant extends GrantRef {
  readonly setId: string;
  readonly integrationKey: string;
  readonly countryCode: string | null;
  readonly platformUserId: string | null;
  readonly pair: SealedTokenPair;
}
