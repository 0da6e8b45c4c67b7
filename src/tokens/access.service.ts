import type { RefreshTiming } from '../infra/config/config-values.js';
import type { Database, Db } from '../infra/database/database.js';
import { isHeaderSafe } from '../infra/oauth/token-answer.js';
import type { Logger } from '../infra/observability/logger.js';
import type { Secret } from '../infra/secrets/secret.js';
import { DecryptionFailed, KeyNotInRing } from '../infra/secrets/vault.js';
import { type AccessDecision, decideAccess } from './grant/access.rules.js';
import type { AccessOutcome, GrantRef } from './grant/grant.outcomes.js';
import { type AccessRow, readAccess } from './grant/grant-freshness.repository.js';
import type { TokenPairVaultService } from './grant/token-pair-vault.service.js';
import type { RenewalService } from './renewal.service.js';

export interface AccessOptions {
  /** Never answers a token that was obtained before the call began and is older than 10 s. */
  readonly force?: boolean;
  readonly signal: AbortSignal;
}

/**
 * Reads a grant for a caller, in one statement. `since` is the database's time at which the call began, from the first
 * read of the call.
 */
export type ReadGrantAccess<Row> = (question: {
  readonly since: string | null;
  /** False: no renewal is possible, so a token that is still valid is served although it is not fresh. */
  readonly mayRenew: boolean;
}) => Promise<Row | undefined>;

export type Obtained<Row> =
  | { readonly decision: 'serve'; readonly row: Row; readonly accessToken: Secret }
  | { readonly decision: Exclude<AccessDecision, 'serve' | 'renew'>; readonly row: Row };

/** The number of reads per call. After the last one the current token is answered. */
const MAX_RENEWALS = 4;
/** The request's deadline equals the wait time, so the answer must be ready earlier. */
const SHARE_OF_WAIT = 0.9;
/** A caller whose current token is still valid waits less for a slow platform. */
const SHARE_OF_WAIT_WITH_TOKEN = 0.3;

/**
 * Returns access tokens: a fresh one immediately, else one from a shared renewal, else the current one while it is
 * valid.
 */
export class AccessService {
  constructor(
    private readonly database: Database,
    private readonly vault: TokenPairVaultService,
    private readonly renewal: RenewalService,
    private readonly timing: RefreshTiming,
    private readonly logger: Logger,
  ) {}

  async access(ref: GrantRef, options: AccessOptions): Promise<AccessOutcome> {
    const db: Db = this.database.reader(options.signal);
    const obtained = await this.obtain(ref.workspaceId, ({ since }) => readAccess(db, ref, since), options);
    if (obtained === undefined || obtained.decision === 'ended') return { kind: 'ended' };
    const { row } = obtained;
    switch (obtained.decision) {
      case 'serve':
        return {
          kind: 'access',
          accessToken: obtained.accessToken,
          expiresAt: row.access_expires_at,
          setId: row.credential_set_id,
          integrationKey: row.integration_key,
          countryCode: row.country_code,
          platformUserId: row.platform_user_id,
        };
      case 'deauthorized':
        return { kind: 'deauthorized' };
      case 'credentials-faulty':
        return { kind: 'credentials-faulty', setId: row.credential_set_id };
      case 'unavailable':
        return { kind: 'unavailable', retryAfterSeconds: row.retry_seconds };
    }
  }

  /** Reads the grant, renews it if needed, and reads again. Undefined if there is no grant. */
  async obtain<Row extends AccessRow & { since: string }>(
    workspaceId: string,
    readGrant: ReadGrantAccess<Row>,
    { force = false }: AccessOptions,
  ): Promise<Obtained<Row> | undefined> {
    const began = performance.now();
    let until = began + this.timing.waitMs * SHARE_OF_WAIT;
    let since: string | null = null;
    let unreadable: number | undefined;
    for (let round = 1; ; round++) {
      const mayRenew = this.renewal.enabled && round < MAX_RENEWALS && performance.now() < until;
      const row = await readGrant({ since, mayRenew });
      if (row === undefined) return undefined;
      since = row.since;
      const decision = decideAccess(row, force, mayRenew);
      if (decision === 'serve' && row.rotation !== unreadable) {
        const accessToken = await this.#open(workspaceId, row);
        // A line break in it would make headers of its own: the platform has to send another token first.
        if (accessToken !== undefined && !isHeaderSafe(accessToken))
          return { decision: 'unavailable', row: { ...row, retry_seconds: Math.max(row.expires_in, 1) } };
        if (accessToken !== undefined) return { decision, row, accessToken };
        // A token that cannot be decrypted is renewed. The link is lost only if the refresh token cannot be decrypted
        // either.
        unreadable = row.rotation;
      }
      if (decision !== 'renew' && decision !== 'serve') return { decision, row };
      if (!mayRenew) return { decision: 'unavailable', row };
      const ref = { workspaceId, grantId: row.grant_id };
      const forced = force ? ({ kind: 'forced', since } as const) : ({ kind: 'stale' } as const);
      const reason = decision === 'serve' ? ({ kind: 'unreadable', rotation: row.rotation } as const) : forced;
      if (row.servable && !(force && row.forceExpired))
        until = Math.min(until, began + this.timing.waitMs * SHARE_OF_WAIT_WITH_TOKEN);
      await within(until - performance.now(), this.renewal.renew(ref, reason, row));
    }
  }

  /** Whether the key that sealed a stored token is in the key ring. */
  async hasKeyFor(workspaceId: string, row: AccessRow): Promise<boolean> {
    const ref = { workspaceId, grantId: row.grant_id };
    return this.vault.openAccess(ref, row.rotation, row.access_sealed ?? '').then(
      () => true,
      (error: unknown) => !(error instanceof KeyNotInRing),
    );
  }

  async #open(workspaceId: string, row: AccessRow): Promise<Secret | undefined> {
    const ref = { workspaceId, grantId: row.grant_id };
    try {
      return await this.vault.openAccess(ref, row.rotation, row.access_sealed ?? '');
    } catch (error) {
      if (!(error instanceof DecryptionFailed)) throw error;
      this.logger.fault('an access token cannot be decrypted', error, { grantId: row.grant_id });
      return undefined;
    }
  }
}

/** Waits for a promise, at most `ms`. The promise itself continues after that, and its rejection is ignored here. */
async function within(ms: number, promise: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise((wake) => {
    timer = setTimeout(wake, Math.max(ms, 0));
  });
  await Promise.race([promise.catch(() => undefined), timeout]);
  clearTimeout(timer);
}
