import type { AuditEntry, AuditService } from '../audit/audit.service.js';
import type { Caller } from '../infra/database/caller.js';
import type { Database, Db } from '../infra/database/database.js';
import { isWorthRetrying } from '../infra/database/database-errors.js';
import { executeStatement, type SqlFragments } from '../infra/database/statement.js';
import { findLinks } from '../links/company-link.repository.js';
import { cutLink, explainPending } from '../links/company-link-changes.repository.js';
import { grantOfAttempt, grantsOf } from '../links/grant-selectors.repository.js';
import { lockLink } from '../links/link-attempt.repository.js';
import type { AttemptFailureReason } from '../links/link-attempt.rules.js';
import { type EndReason, endAttempt } from '../links/link-attempt-changes.repository.js';
import type { EndedGrant } from '../tokens/grant/grant.outcomes.js';
import { ENDED_GRANTS, endGrants } from '../tokens/grant/grant-end.repository.js';
import type { ApiKeyService } from '../workspaces/api-key.service.js';
import { linkNotFound, type UnlinkOutcome } from './link.outcomes.js';

/** Gives back at the platform what was ended here; outside any transaction, best effort. */
export interface Revocation {
  revokeEnded(workspaceId: string, ended: readonly EndedGrant[]): Promise<boolean>;
}

/** A round of an attempt, as far as ending it needs it. */
export interface AttemptRef {
  readonly id: string;
  readonly link_id: string;
  readonly state_hash: Buffer | null;
}

const TRIES = 5;
/** Nothing is written with a key that was revoked meanwhile. */
const KEY_HELD = 'EXISTS (SELECT FROM key_held)';

/** How links and what is under way end. Cutting a link is one statement; what is ended is revoked at the platform afterwards. */
export class LinkEndService {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditService,
    private readonly apiKeys: ApiKeyService,
    private readonly revocation: Revocation,
  ) {}

  /** A round through the platform came to nothing: its grant ends, the URL works again, the link stays as it was. */
  async failRound(caller: Caller, round: AttemptRef, reason: AttemptFailureReason): Promise<void> {
    await this.#endOpen(caller, round, { step: 'CREATED', reason });
  }

  /** The URL's time is over. */
  async expire(caller: Caller, round: AttemptRef): Promise<void> {
    await this.#endOpen(caller, round, { step: 'EXPIRED', reason: 'LINK_EXPIRED' });
  }

  /** The link is made without it: what the attempt holds is of no use any more. */
  async supersede(caller: Caller, round: AttemptRef): Promise<void> {
    await this.#endOpen(caller, round, { step: 'FAILED', reason: 'LINKED' });
  }

  /** The link is cut, with whatever is under way for it. Cutting it twice changes nothing. */
  async unlink(caller: Caller, linkId: string): Promise<UnlinkOutcome> {
    const { workspaceId } = caller;
    const db = this.database.reader(caller.signal);
    const [before] = await findLinks(db, workspaceId, [linkId]);
    if (before === undefined) return linkNotFound();
    const revoked: boolean[] = [];
    // What changed hands in the same moment is found by running the statement again.
    for (let attempt = 1; attempt <= TRIES; attempt++) {
      const ended = await this.#cut(caller, linkId);
      if (ended.length > 0) revoked.push(await this.revocation.revokeEnded(workspaceId, ended));
      const [link] = await findLinks(this.database.reader(caller.signal), workspaceId, [linkId]);
      if (link === undefined) return linkNotFound();
      caller.afterCommit();
      if (link.status !== 'UNLINKED' || link.under_way) continue;
      // While an attempt was open, tokens may have been on their way that nobody could revoke yet.
      const revokedAtPlatform = !before.under_way && revoked.length > 0 && revoked.every((one) => one);
      return { kind: 'UnlinkCompanySuccess', link, revokedAtPlatform };
    }
    await this.database.transaction(caller, (tx) => this.apiKeys.assertKeyValid(tx, caller));
    throw new Error('a link changed hands too often to be cut');
  }

  /** Somebody tried what must not be; nothing else is changed. */
  async recordRefusal(caller: Caller, linkId: string): Promise<void> {
    await this.#once(caller, this.audit.record(caller, [audited('link.refused', linkId, [])]), 'SELECT 1');
  }

  #cut(caller: Caller, linkId: string): Promise<EndedGrant[]> {
    const { workspaceId } = caller;
    const entry = audited('link.unlinked', linkId, ['status', 'statusReason']);
    return this.#once(caller, {
      ...this.apiKeys.holdPart(caller),
      ...endGrants(workspaceId, grantsOf(workspaceId, linkId, KEY_HELD)),
      ...cutLink(workspaceId, linkId, KEY_HELD),
      ...endAttempt({ workspaceId, linkId, step: 'FAILED', reason: 'UNLINKED_BY_WORKSPACE' }, KEY_HELD),
      ...this.audit.record(caller, [entry], 'EXISTS (SELECT FROM unlinked) OR EXISTS (SELECT FROM ended)'),
    });
  }

  async #endOpen(caller: Caller, round: AttemptRef, end: EndReason): Promise<void> {
    const { workspaceId } = caller;
    const linkId = round.link_id;
    const only = { id: round.id, stateHash: round.state_hash };
    const entry = audited('link.failed', linkId, ['statusReason']);
    const parts = {
      ...endGrants(workspaceId, grantOfAttempt(workspaceId, linkId, only)),
      ...endAttempt({ workspaceId, linkId, only, ...end }),
      // FAILED: the link was made, or cut, by somebody else, and says so itself.
      ...(end.step === 'FAILED'
        ? {}
        : explainPending({ workspaceId, linkId, reason: end.reason }, 'EXISTS (SELECT FROM ended)')),
      ...this.audit.record(caller, [entry], 'EXISTS (SELECT FROM ended)'),
    };
    // Locked first: a statement that waits for a grant still sees the attempt that held it when the waiting began, and
    // would end it although the link has taken it over meanwhile.
    const ended = await this.#locked(caller, linkId, (tx) =>
      executeStatement<EndedGrant>(tx, parts, ENDED_GRANTS),
    );
    if (ended.length > 0) await this.revocation.revokeEnded(workspaceId, ended);
  }

  async #locked<T>(caller: Caller, linkId: string, work: (tx: Db) => Promise<T>): Promise<T> {
    for (let attempt = 1; attempt <= TRIES; attempt++) {
      const result = await this.database.transaction(caller, async (tx) =>
        (await lockLink(tx, caller.workspaceId, linkId)) ? { done: await work(tx) } : undefined,
      );
      if (result !== undefined) return result.done;
    }
    throw new Error('a link changed hands too often for what is under way to be ended');
  }

  /** One statement, no transaction around it: a process that stops leaves no lock behind. */
  async #once(caller: Caller, parts: SqlFragments, select = ENDED_GRANTS): Promise<EndedGrant[]> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await executeStatement<EndedGrant>(this.database.reader(caller.signal), parts, select);
      } catch (error) {
        if (attempt === TRIES || caller.signal.aborted || !isWorthRetrying(error)) throw error;
        await new Promise((wake) => setTimeout(wake, Math.random() * 25 * 2 ** attempt));
      }
    }
  }
}

/** An audit event about a link. */
export const audited = (
  action: AuditEntry['action'],
  targetId: string,
  changedFields: readonly string[],
): AuditEntry => ({ action, targetType: 'CompanyLink', targetId, changedFields });
