import { auditEntry } from '../audit/audit.service.js';
import type { Caller } from '../infra/database/caller.js';
import type { Database, Transaction } from '../infra/database/database.js';
import { executeStatement } from '../infra/database/statement.js';
import { findLinks } from '../links/company-link.repository.js';
import { lockLink } from '../links/link-attempt.repository.js';
import type { AttemptFailureReason } from '../links/link-attempt.rules.js';
import type { EndReason } from '../links/link-attempt-changes.repository.js';
import type { EndedGrant } from '../tokens/grant/grant.outcomes.js';
import type { RevocationService } from '../tokens/revocation.service.js';
import type { ApiKeyService } from '../workspaces/api-key.service.js';
import { linkProblem, type UnlinkOutcome } from './link.outcomes.js';
import type { AttemptRow } from './link-attempt-view.repository.js';
import { endAttempt, endAttemptSilently, recordRefusal, unlink } from './link-statements.repository.js';

/** One sign-in of an attempt at the platform. */
export type AttemptRef = Pick<AttemptRow, 'id' | 'link_id' | 'state_hash'>;

const TRIES = 5;

/** Ends links and attempts, in one transaction each. The ended grants are revoked at the platform afterwards. */
export class LinkEndService {
  constructor(
    private readonly database: Database,
    private readonly apiKeys: ApiKeyService,
    private readonly revocation: RevocationService,
  ) {}

  /** Ends a failed sign-in: its grant ends, the URL works again, and the link is not changed. */
  async failSignIn(caller: Caller, attempt: AttemptRef, reason: AttemptFailureReason): Promise<void> {
    await this.#endOpen(caller, attempt, { step: 'CREATED', reason });
  }

  /** Ends an attempt whose link URL has expired. */
  async expire(caller: Caller, attempt: AttemptRef): Promise<void> {
    await this.#endOpen(caller, attempt, { step: 'EXPIRED', reason: 'LINK_EXPIRED' });
  }

  /** Ends an attempt because another attempt has made the link. */
  async supersede(caller: Caller, attempt: AttemptRef): Promise<void> {
    await this.#endOpen(caller, attempt, { step: 'FAILED', reason: 'LINKED' });
  }

  /** Unlinks, and ends the open attempt. Unlinking again changes nothing. */
  async unlink(caller: Caller, linkId: string): Promise<UnlinkOutcome> {
    const { workspaceId } = caller;
    const db = this.database.readerFor(caller);
    const [before] = await findLinks(db, workspaceId, [linkId]);
    if (before === undefined) return linkProblem('LinkNotFound');
    const revoked: boolean[] = [];
    // A grant that changed its holder at the same moment is found by running the statement again.
    for (let attempt = 1; attempt <= TRIES; attempt++) {
      const ended = await this.#unlinkOnce(caller, linkId);
      if (ended.length > 0) revoked.push(await this.revocation.revokeEnded(caller, ended));
      const [link] = await findLinks(this.database.readerFor(caller), workspaceId, [linkId]);
      if (link === undefined) return linkProblem('LinkNotFound');
      caller.afterCommit();
      if (link.status !== 'UNLINKED' || link.under_way) continue;
      // While an attempt was open, tokens may have been on their way that could not be revoked yet.
      const revokedAtPlatform = !before.under_way && revoked.length > 0 && revoked.every((one) => one);
      return { kind: 'UnlinkCompanySuccess', link, revokedAtPlatform };
    }
    await this.database.transaction(caller, (tx) => this.apiKeys.assertKeyValid(tx, caller));
    throw new Error('the grants of a link changed too often while it was unlinked');
  }

  /** Records a refused request. Changes nothing else. */
  async recordRefusal(caller: Caller, { id, link_id: linkId }: Pick<AttemptRef, 'id' | 'link_id'>): Promise<void> {
    const entries = [auditEntry(caller, 'link.refused', linkId, [])];
    const refusal = { workspaceId: caller.workspaceId, entries, tenSince: id };
    await this.database.transaction(caller, (tx) => executeStatement(tx, recordRefusal, refusal));
  }

  #unlinkOnce(caller: Caller, linkId: string): Promise<EndedGrant[]> {
    const { workspaceId, apiKeyId } = caller;
    const entries = [auditEntry(caller, 'link.unlinked', linkId, ['status', 'statusReason'])];
    const end = { step: 'FAILED', reason: 'UNLINKED_BY_WORKSPACE' } as const;
    const change = { workspaceId, apiKeyId, linkId, ...end, entries };
    return this.database.transaction(caller, (tx) => executeStatement(tx, unlink, change));
  }

  async #endOpen(caller: Caller, ref: AttemptRef, end: EndReason): Promise<void> {
    const { workspaceId } = caller;
    const linkId = ref.link_id;
    const only = { attemptId: ref.id, stateHash: ref.state_hash };
    const entries = [auditEntry(caller, 'link.failed', linkId, ['statusReason'])];
    // The URL works again after a failed sign-in, so a customer can fail again and again.
    const limit = end.step === 'CREATED' ? { tenSince: ref.id } : {};
    const attempt = { workspaceId, linkId, only, entries, ...limit };
    // The link is locked first. A statement that waits for a grant still sees the attempt that held it when the wait
    // began, and would end the grant although the link has taken it over meanwhile.
    const ended = await this.#locked(caller, linkId, (tx) =>
      end.step === 'FAILED'
        ? executeStatement(tx, endAttemptSilently, { ...attempt, ...end })
        : executeStatement(tx, endAttempt, { ...attempt, ...end }),
    );
    if (ended.length > 0) await this.revocation.revokeEnded(caller, ended);
  }

  async #locked<T>(caller: Caller, linkId: string, work: (tx: Transaction) => Promise<T>): Promise<T> {
    for (let attempt = 1; attempt <= TRIES; attempt++) {
      const result = await this.database.transaction(caller, async (tx) =>
        (await lockLink(tx, caller.workspaceId, linkId)) ? { done: await work(tx) } : undefined,
      );
      if (result !== undefined) return result.done;
    }
    throw new Error('a link changed hands too often for what is under way to be ended');
  }
}
