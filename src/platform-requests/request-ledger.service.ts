import { backgroundReader } from '../infra/database/background-reader.js';
import type { Database } from '../infra/database/database.js';
import type { EncryptionContext } from '../infra/secrets/installation.js';
import { openSealed } from '../infra/secrets/sealed-values.js';
import { Secret } from '../infra/secrets/secret.js';
import { keyHash } from '../repeats/repeat.rules.js';
import { ABANDONED_SECONDS, decideRepeated, KEPT_DAYS, requestHash } from './idempotency.rules.js';
import { type PlatformReply, type RequestProblem, requestProblem } from './platform-request.outcomes.js';
import {
  answerBinding,
  deleteOldWrites,
  deleteWrite,
  endWrite,
  enterNextAttempt,
  enterWrite,
  findWrite,
  type LedgerRef,
  type LedgerRow,
} from './request-ledger.repository.js';
import type { Outcome } from './retry.rules.js';

/** A write with a key. */
export interface KeyedWrite {
  readonly workspaceId: string;
  readonly linkId: string;
  readonly key: string;
  readonly method: string;
  /** The path with its query, as it is sent. */
  readonly target: string;
  readonly body: Buffer;
  /** The platform recognises a repetition. */
  readonly repeatable: boolean;
}

/** A write that may be sent, and is in the ledger as sent. */
export interface Entry {
  readonly kind: 'entered';
  readonly ref: LedgerRef;
  readonly attempt: number;
}

/** The part of an answer that is kept. */
export interface KeptAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined: it is too large. */
  readonly body: Buffer | undefined;
}

/** Remembers writes with an idempotency key for seven days, so that a repeated one gets the answer of the first. */
export class RequestLedgerService {
  constructor(
    private readonly database: Database,
    private readonly encryption: () => EncryptionContext,
    private readonly clock: () => Promise<Date>,
  ) {}

  /** Enters a write before it is sent. Where its key is known: what the caller gets instead. */
  async enter(write: KeyedWrite): Promise<Entry | PlatformReply | RequestProblem> {
    const { workspaceId, linkId, key, method, target, body, repeatable } = write;
    const ref = { workspaceId, linkId, keyHash: keyHash(key) };
    const hash = requestHash(method, target, body);
    const db = backgroundReader(this.database);
    const now = await this.clock();
    for (;;) {
      if (await enterWrite(db, ref, { requestHash: hash, repeatable, now }))
        return { kind: 'entered', ref, attempt: 1 };
      const sentBefore = new Date(now.getTime() - ABANDONED_SECONDS * 1000);
      const row = await findWrite(db, ref, { requestHash: hash, sentBefore });
      // It was deleted meanwhile: it was certainly not done.
      if (row === undefined) continue;
      const repeated = await this.#repeated(ref, row);
      if (repeated !== 'send-again') return repeated;
      if (await enterNextAttempt(db, ref, row.attempt, now)) return { kind: 'entered', ref, attempt: row.attempt + 1 };
      return requestProblem('IdempotencyKeyInUse', { retryAfterSeconds: 1 });
    }
  }

  async #repeated(ref: LedgerRef, row: LedgerRow): Promise<PlatformReply | RequestProblem | 'send-again'> {
    const decision = decideRepeated(row);
    switch (decision) {
      case 'reused':
        return requestProblem('IdempotencyKeyReused');
      case 'in-use':
        return requestProblem('IdempotencyKeyInUse', { retryAfterSeconds: 1 });
      case 'unknown':
        return requestProblem('OutcomeUnknown');
      case 'answered':
        return this.#kept(ref, row);
      case 'send-again':
        return decision;
    }
  }

  async #kept(ref: LedgerRef, { status, answer_sealed: sealed }: LedgerRow): Promise<PlatformReply> {
    const opened = sealed && (await openSealed(this.encryption(), { sealed, binding: answerBinding(ref) }));
    const reply = { kind: 'PlatformReply', status: status ?? 200 } as const;
    if (!opened) return { ...reply, headers: {}, body: Buffer.alloc(0), outcome: 'done' };
    const { headers, body } = JSON.parse(opened.reveal()) as { headers: Record<string, string>; body: string };
    return { ...reply, headers, body: Buffer.from(body, 'base64'), outcome: null };
  }

  /** Stores how an attempt ended. A first attempt that was not done leaves the ledger; a later one leaves it unknown. */
  async end({ ref, attempt }: Entry, outcome: Outcome, answer?: KeptAnswer): Promise<void> {
    const db = backgroundReader(this.database);
    if (outcome === 'not-done' && attempt === 1) return deleteWrite(db, ref);
    if (outcome !== 'done' || answer === undefined)
      return endWrite(db, ref, attempt, { state: 'UNKNOWN', status: null, sealed: null });
    const { status, headers, body } = answer;
    const kept = body && JSON.stringify({ headers, body: body.toString('base64') });
    const sealed = kept === undefined ? null : await this.encryption().vault.seal(new Secret(kept), answerBinding(ref));
    return endWrite(db, ref, attempt, { state: 'ANSWERED', status, sealed });
  }

  async deleteOld(workspaceIds: readonly string[]): Promise<void> {
    const before = new Date((await this.clock()).getTime() - KEPT_DAYS * 86_400_000);
    await deleteOldWrites(backgroundReader(this.database), workspaceIds, before);
  }
}
