import { backgroundReader, backgroundTransaction } from '../infra/database/background-reader.js';
import type { Caller } from '../infra/database/caller.js';
import type { Database } from '../infra/database/database.js';
import { classifyDatabaseError } from '../infra/database/database-errors.js';
import { executeStatement } from '../infra/database/statement.js';
import type { Logger } from '../infra/observability/logger.js';
import { retry } from '../infra/process/retry.js';
import type { Secret } from '../infra/secrets/secret.js';
import type { EndedGrant, GrantRef } from './grant/grant.outcomes.js';
import { findGrant, hasLivingSibling } from './grant/grant-end.repository.js';
import type { GrantStatements } from './grant/grant-statements.repository.js';
import type { TokenPairVaultService } from './grant/token-pair-vault.service.js';
import type { PlatformCallService } from './platform-call.service.js';

const CALLER_WAITS_MS = 5_000;
/** Tries of the database. The platform is asked again only where its answer could not be recorded, which it accepts. */
const TRIES = 5;
const AGAIN_MS = 1_000;

/** Whose grants were ended. */
type EndedBy = Pick<Caller, 'workspaceId' | 'shared'>;

/** Revokes tokens at the platform: outside any transaction, best effort, recorded. */
export class RevocationService {
  constructor(
    private readonly database: Database,
    private readonly calls: PlatformCallService,
    private readonly vault: TokenPairVaultService,
    private readonly statements: GrantStatements,
    private readonly logger: Logger,
    /** False on a copy of a database: revoking there would end the links of the original. */
    private readonly mayCall: boolean,
  ) {}

  /**
   * Revokes the grants that a statement has ended (`endingGrants`). True: there was at least one, and the platform confirmed
   * each. The caller waits five seconds at most; the calls go on after that. False before the commit of a request with an
   * idempotency key: the platform is called after it.
   */
  async revokeEnded({ workspaceId, shared }: EndedBy, ended: readonly EndedGrant[]): Promise<boolean> {
    if (shared?.isOver === false) {
      shared.afterCommit(() => this.revokeEnded({ workspaceId }, ended));
      return false;
    }
    const all = Promise.all(ended.map((grant) => this.#revokeStored(workspaceId, grant)));
    const late = new Promise<false[]>((wake) => setTimeout(wake, CALLER_WAITS_MS, [false]).unref());
    const confirmed = await Promise.race([all, late]);
    return confirmed.length > 0 && confirmed.every((one) => one);
  }

  /** Revokes a pair whose grant ended while the pair was requested. */
  async revokeOrphan(ref: GrantRef, refresh: Secret): Promise<boolean> {
    return this.#guarded(ref, async () => {
      const grant = await findGrant(backgroundReader(this.database), ref);
      return grant !== undefined && this.#revoke(ref.workspaceId, grant, refresh);
    });
  }

  /** Revokes a pair for which no grant was made, because nothing took it. */
  revokeUntaken(workspaceId: string, grant: Omit<EndedGrant, 'refresh_sealed'>, refresh: Secret): Promise<boolean> {
    return this.#guarded({ workspaceId, grantId: grant.id }, () =>
      this.#revoke(workspaceId, { ...grant, refresh_sealed: null }, refresh),
    );
  }

  #revokeStored(workspaceId: string, grant: EndedGrant): Promise<boolean> {
    const ref = { workspaceId, grantId: grant.id };
    return this.#guarded(ref, async () => {
      if (grant.refresh_sealed === null) return false;
      const refresh = await this.vault.open(ref, grant.rotation, 'refresh', grant.refresh_sealed);
      return this.#revoke(workspaceId, grant, refresh);
    });
  }

  async #revoke(workspaceId: string, grant: EndedGrant, refresh: Secret): Promise<boolean> {
    if (!this.mayCall) return false;
    // Another link of the same application and user may depend on the same consent: then nothing is revoked.
    if (await hasLivingSibling(backgroundReader(this.database), workspaceId, grant)) return false;
    const call = { workspaceId, setId: grant.credential_set_id, countryCode: grant.country_code };
    const opened = await this.calls.open(backgroundReader(this.database), call);
    if (opened === undefined) return false;
    const outcome = await this.calls.revoke(opened, refresh);
    if (outcome.kind !== 'revoked') return false;
    const ref = { workspaceId, grantId: grant.id };
    await backgroundTransaction(this.database, (tx) => executeStatement(tx, this.statements.recordRevoked, ref));
    return true;
  }

  async #guarded({ grantId }: GrantRef, work: () => Promise<boolean>): Promise<boolean> {
    const isWorthRetrying = (error: unknown) => classifyDatabaseError(error) !== 'bug';
    try {
      return await retry(work, { tries: TRIES, pauseMs: AGAIN_MS, isWorthRetrying });
    } catch (error) {
      // Best effort, and the answer says so: the link has ended here in any case.
      this.logger.fault('tokens could not be revoked at the platform', error, { grantId });
      return false;
    }
  }
}
