import { KeysUnreadable } from '../credentials/application.service.js';
import { markSecretRefused } from '../credentials/credential-fault.repository.js';
import type { TriedKeys } from '../credentials/credential-health.repository.js';
import { backgroundReader, backgroundTransaction } from '../infra/database/background-reader.js';
import { readClock } from '../infra/database/clock.js';
import type { Database } from '../infra/database/database.js';
import { unreachable } from '../infra/errors/problem.js';
import { newId } from '../infra/ids/ids.js';
import type { TokenOutcome } from '../infra/oauth/oauth-answer.js';
import type { Logger } from '../infra/observability/logger.js';
import { retry } from '../infra/process/retry.js';
import { ApplicationRefused } from '../providers/application.js';
import type { EndedGrant, ExchangeOutcome, ExchangeRequest, NewGrant } from './grant/grant.outcomes.js';
import type { TokenPairVaultService } from './grant/token-pair-vault.service.js';
import { type OpenedCall, type PlatformCallService, toPair } from './platform-call.service.js';
import { FELL_BACK } from './refresh-outcome.service.js';
import type { RevocationService } from './revocation.service.js';

const STORE_TRIES = 10;

export interface ExchangeDependencies {
  readonly database: Database;
  readonly calls: PlatformCallService;
  readonly vault: TokenPairVaultService;
  readonly revocation: RevocationService;
  readonly logger: Logger;
  /** False on a copy of a database: it sends nothing. */
  readonly mayCall: boolean;
}

/** Exchanges a code for a grant: detached from the browser that brought it, and stored before other calls are made. */
export class ExchangeService {
  readonly #running = new Set<Promise<ExchangeOutcome>>();

  constructor(private readonly dependencies: ExchangeDependencies) {}

  exchange(request: ExchangeRequest): Promise<ExchangeOutcome> {
    const running = this.#exchange(request).finally(() => this.#running.delete(running));
    this.#running.add(running);
    return running;
  }

  async drain(): Promise<void> {
    await Promise.allSettled(this.#running);
  }

  async #exchange(request: ExchangeRequest): Promise<ExchangeOutcome> {
    const { workspaceId, setId, countryCode } = request;
    if (!this.dependencies.mayCall) return this.#fail(setId, 'unavailable', 'TOKEN_REFRESH is off');
    // 1. The application, and the database's time: the age of a pair counts from before it was requested.
    const call = await this.dependencies.calls
      .open(backgroundReader(this.dependencies.database), { workspaceId, setId, countryCode })
      .catch((error: unknown) => this.#unusable(setId, error));
    if (call === undefined) return { kind: 'unavailable' };
    const at = await readClock(backgroundReader(this.dependencies.database));
    // 2. The code is sent once, and never again.
    const outcome = await this.dependencies.calls.exchange(call, request);
    if (outcome.kind !== 'tokens') return this.#refused(request, call, outcome);
    if (outcome.refreshToken === null) return this.#fail(setId, 'refused', 'no refresh token');
    // 3. One transaction stores the pair with the attempt that takes it; without one, the pair is revoked.
    const pair = toPair(call, outcome, { at, refresh: outcome.refreshToken });
    const { platformUserId } = call.provider.oauth.readGrant(outcome.body, call.opened.application.apiVersion);
    const ref = { workspaceId, grantId: newId() };
    const { integrationKey } = call.opened;
    const facts = { setId, integrationKey, countryCode, platformUserId };
    const sealed = await this.dependencies.vault.seal(ref, 1, pair);
    const made = await this.#store({ ...ref, ...facts, pair: sealed }, request);
    if (made === 'made') return { kind: 'granted', grantId: ref.grantId, platformUserId };
    const ended: EndedGrant = {
      id: ref.grantId,
      rotation: 1,
      refresh_sealed: null,
      credential_set_id: setId,
      integration_key: integrationKey,
      country_code: countryCode,
      platform_user_id: platformUserId,
    };
    await this.dependencies.revocation.revokeUntaken(workspaceId, ended, pair.refresh);
    return { kind: made === 'not-taken' ? 'not-taken' : 'unavailable' };
  }

  async #blameSecret(keys: TriedKeys, hasFallback: boolean): Promise<void> {
    const isNews = await backgroundTransaction(this.dependencies.database, (tx) =>
      markSecretRefused(tx, keys, hasFallback),
    );
    if (isNews && hasFallback) this.dependencies.logger.warn(FELL_BACK, { credentialSetId: keys.setId });
  }

  #fail<Kind extends string>(credentialSetId: string, kind: Kind, why: string): { readonly kind: Kind } {
    this.dependencies.logger.warn('a code was not exchanged', { credentialSetId, why });
    return { kind };
  }

  /** An application that this installation must not use, or whose keys it cannot decrypt. */
  #unusable(credentialSetId: string, error: unknown): undefined {
    if (!(error instanceof ApplicationRefused || error instanceof KeysUnreadable)) throw error;
    this.#fail(credentialSetId, 'unavailable', error.message);
  }

  #store(grant: NewGrant, request: ExchangeRequest): Promise<'made' | 'not-taken' | 'failed'> {
    const { database, logger } = this.dependencies;
    const onFailure = (error: unknown) =>
      logger.fault('a new grant could not be stored yet', error, { grantId: grant.grantId });
    const take = () => backgroundTransaction(database, (tx) => request.take(tx, grant));
    return retry(take, { tries: STORE_TRIES, pauseMs: 1_000, onFailure }).then(
      (made) => (made ? 'made' : 'not-taken'),
      () => 'failed',
    );
  }

  async #refused(
    { workspaceId, setId }: ExchangeRequest,
    { opened }: OpenedCall,
    outcome: Exclude<TokenOutcome, { kind: 'tokens' }>,
  ): Promise<ExchangeOutcome> {
    this.dependencies.logger[outcome.kind === 'not-sent' ? 'warn' : 'info']('a code was not exchanged', {
      credentialSetId: setId,
      outcome: outcome.kind,
      why: 'why' in outcome ? outcome.why : undefined,
    });
    switch (outcome.kind) {
      case 'invalid-grant':
        return { kind: 'refused' };
      case 'invalid-client':
        await this.#blameSecret({ workspaceId, setId, savedAt: opened.savedAt }, opened.fallback !== null);
        return { kind: 'credentials-faulty' };
      case 'rate-limited':
      case 'not-sent':
      case 'unknown':
        return { kind: 'unavailable' };
      default:
        return unreachable(outcome);
    }
  }
}
