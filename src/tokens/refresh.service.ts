import { KeysUnreadable } from '../credentials/application.service.js';
import type { RefreshTiming } from '../infra/config/config-values.js';
import { backgroundReader } from '../infra/database/background-reader.js';
import type { Database } from '../infra/database/database.js';
import type { TokenOutcome } from '../infra/oauth/oauth-answer.js';
import type { Logger } from '../infra/observability/logger.js';
import { countRefreshEvent } from '../infra/observability/metrics.js';
import type { Secret } from '../infra/secrets/secret.js';
import { DecryptionFailed, KeyNotInRing } from '../infra/secrets/vault.js';
import { ApplicationRefused } from '../providers/application.js';
import type { GrantRef } from './grant/grant.outcomes.js';
import type { LeaseRow } from './grant/grant-lease.repository.js';
import { refreshRules } from './grant/refresh.rules.js';
import { readStored } from './grant/stored-grants.repository.js';
import type { TokenPairStoreService } from './grant/token-pair-store.service.js';
import type { TokenPair, TokenPairVaultService } from './grant/token-pair-vault.service.js';
import { type OpenedCall, type PlatformCallService, toPair } from './platform-call.service.js';
import type { RunningRefreshAttempt } from './refresh-attempt.js';
import type { RefreshOutcomeService } from './refresh-outcome.service.js';
import type { RevocationService } from './revocation.service.js';
import type { SpoolWriter } from './spool/spool.js';
import type { SpoolSealer } from './spool/spool-seal.js';

export interface RefreshDependencies {
  readonly database: Database;
  readonly vault: TokenPairVaultService;
  readonly calls: PlatformCallService;
  readonly store: TokenPairStoreService;
  readonly outcomes: RefreshOutcomeService;
  readonly revocation: RevocationService;
  readonly spool: SpoolWriter;
  readonly sealer: () => SpoolSealer;
  /** One pass over the spool. */
  readonly replay: () => Promise<unknown>;
  readonly timing: RefreshTiming;
  readonly logger: Logger;
}

/** One refresh attempt, from the lease to its end. Detached: no caller's deadline or disconnect reaches it. */
export class RefreshService {
  constructor(private readonly dependencies: RefreshDependencies) {}

  async run(attempt: RunningRefreshAttempt): Promise<void> {
    const { lease } = attempt;
    const { outcomes } = this.dependencies;
    // 1. This token was presented before and no answer is known: wait until an answer on its way is stored.
    const at = refreshRules.mustSettle(lease) ? await this.#settle(attempt) : lease.at;
    if (at === undefined) return;
    // 2. Decrypt what the call needs. Nothing was presented yet.
    const opened = await this.#open(attempt);
    if (opened === undefined) return;
    // 3. One POST, if the gate (`maySend`) is still open.
    const settled = refreshRules.mustSettle(lease);
    let late = false;
    const maySend = (again: boolean) => {
      const elapsed = performance.now() - attempt.startedAt;
      late = !refreshRules.gateIsOpen(elapsed, settled || again, this.dependencies.timing);
      return !late;
    };
    const { called, refresh } = opened;
    const { outcome, savedSecretRefused } = await this.dependencies.calls.refresh(called, refresh, maySend);
    // 4. In the tick in which the answer came: nothing is awaited before it is written to the spool.
    countRefreshEvent(outcome.kind);
    if (outcome.kind === 'tokens') await this.#keep(attempt, opened, { outcome, at });
    else await outcomes.apply(attempt, called, outcome, late);
    await outcomes.noteSecret(attempt, called, outcome.kind, savedSecretRefused);
  }

  /** The database's time of the last look before sending; undefined: another attempt has changed the grant. */
  async #settle({ ref, lease }: RunningRefreshAttempt): Promise<string | undefined> {
    await new Promise((wake) => setTimeout(wake, this.dependencies.timing.settleMs));
    // The process that presented it may have been killed with the answer in its spool. Then this attempt ends here: some
    // platforms revoke the consent when a token is presented twice (test/tokens/refresh-model.test.ts found the case).
    await this.dependencies.replay().catch((error: unknown) =>
      this.dependencies.logger.fault('the spool could not be read before a refresh', error, {
        grantId: ref.grantId,
      }),
    );
    const now = await readStored(backgroundReader(this.dependencies.database), ref);
    return refreshRules.isUnmoved(lease, now) ? now?.at : undefined;
  }

  async #open(attempt: RunningRefreshAttempt): Promise<{ called: OpenedCall; refresh: Secret } | undefined> {
    const { ref, lease } = attempt;
    try {
      const refresh = await this.dependencies.vault.open(ref, lease.rotation, 'refresh', lease.refresh_sealed);
      const call = {
        workspaceId: ref.workspaceId,
        setId: lease.credential_set_id,
        countryCode: lease.country_code,
      };
      // Keys that were saved while this attempt waited are used at once.
      const called = refreshRules.mustSettle(lease)
        ? await this.dependencies.calls.open(backgroundReader(this.dependencies.database), call)
        : await this.dependencies.calls.openWith(lease.application, call);
      if (called !== undefined) return { called, refresh };
      this.dependencies.logger.warn('a link waits: its application has no keys', { grantId: ref.grantId });
    } catch (error) {
      this.#tell(ref.grantId, error);
      // The key opens other data, so this pair is damaged: it concerns this link only, and only relinking helps.
      if (error instanceof DecryptionFailed && !(error instanceof KeyNotInRing)) {
        await this.dependencies.outcomes.quarantine(attempt);
        return undefined;
      }
    }
    const why = 'its keys or its tokens could not be opened';
    await this.dependencies.outcomes.apply(attempt, undefined, { kind: 'not-sent', why });
    return undefined;
  }

  /** A link of the sandbox in an installation without the sandbox is no fault: it is set up so. */
  #tell(grantId: string, error: unknown): void {
    const { logger } = this.dependencies;
    if (error instanceof KeysUnreadable) logger.fault(error.message, error, { grantId });
    else if (!(error instanceof ApplicationRefused)) logger.fault('a grant could not be opened', error, { grantId });
    else logger.warn('a link waits: its application cannot be used here', { grantId, why: error.message });
  }

  async #keep(
    { ref, lease }: RunningRefreshAttempt,
    { called, refresh }: { called: OpenedCall; refresh: Secret },
    { outcome, at }: { outcome: TokenOutcome & { kind: 'tokens' }; at: string },
  ): Promise<void> {
    // Without a new refresh token the old one stays valid (RFC 6749 §6).
    const pair = toPair(called, outcome, { at, refresh: outcome.refreshToken ?? refresh });
    this.#spool(ref, lease, pair);
    if (outcome.odd.length > 0)
      this.dependencies.logger.warn('a token answer is odd', {
        grantId: ref.grantId,
        members: outcome.odd.join(' '),
      });
    const syncing = this.dependencies.spool.sync();
    const result = await this.dependencies.store.store(ref, lease, pair);
    await syncing;
    if (result === 'revoke') await this.dependencies.revocation.revokeOrphan(ref, pair.refresh);
  }

  #spool({ workspaceId, grantId }: GrantRef, { rotation, generation }: LeaseRow, pair: TokenPair): void {
    const header = { workspaceId, grantId, rotation, pairId: pair.pairId, at: Date.now() };
    const facts = { at: pair.at, life: pair.life, generation };
    const line = this.dependencies.sealer().seal(header, { access: pair.access, refresh: pair.refresh, facts });
    if (this.dependencies.spool.write(line)) return;
    countRefreshEvent('spool_failed');
    this.dependencies.logger.warn('the spool cannot be written: an answer is safe only once it is stored', {
      code: this.dependencies.spool.failure,
    });
  }
}
