import { backgroundReader } from '../infra/database/background-reader.js';
import type { Caller } from '../infra/database/caller.js';
import { readClock } from '../infra/database/clock.js';
import type { Database } from '../infra/database/database.js';
import type { SharedTransaction } from '../infra/database/shared-transaction.js';
import { apiError } from '../infra/errors/api-error.js';
import { codeOf } from '../infra/errors/error-code.js';
import type { EncryptionContext } from '../infra/secrets/installation.js';
import { openSealed } from '../infra/secrets/sealed-values.js';
import { Secret } from '../infra/secrets/secret.js';
import {
  bindingOf,
  deleteKeptAnswers,
  findKeptAnswer,
  type KeptAnswerRef,
  keepAnswer,
  takeKey,
} from './kept-answer.repository.js';
import { decideRepeat, KEPT_HOURS, toKept } from './repeat.rules.js';

const LOCK_NOT_AVAILABLE = '55P03';

/** A mutation with an idempotency key. */
export interface KeyedRequest extends KeptAnswerRef {
  /** Of the operation, its variables and the API key. */
  readonly requestHash: string;
}

/** Keeps the answers of mutations with an idempotency key, each in the transaction of its mutation. */
export class RepeatService {
  constructor(
    private readonly database: Database,
    private readonly encryption: () => EncryptionContext,
  ) {}

  /**
   * The first answer to this request, or undefined.
   * @throws IDEMPOTENCY_KEY_REUSED when the key belongs to another request; UNAVAILABLE when the answer does not open.
   */
  async find(caller: Caller, request: KeyedRequest): Promise<string | undefined> {
    const sealed = await findKeptAnswer(this.database.reader(caller.signal), request);
    if (sealed === undefined) return undefined;
    const opened = await openSealed(this.encryption(), { sealed, binding: bindingOf(request) });
    if (opened === undefined)
      throw apiError(
        'UNAVAILABLE',
        'The kept answer of this idempotency key does not open. The request was done before, and was not done again. The operator of this installation must bring the encryption key back into ENCRYPTION_KEYS.',
        60,
      );
    const decision = decideRepeat(opened.reveal(), request.requestHash);
    if (decision !== 'reused') return decision.answer;
    throw apiError(
      'IDEMPOTENCY_KEY_REUSED',
      'This idempotency key belongs to another request of the last 24 hours: with another operation, other variables or another API key. Nothing was done. Send a new key.',
    );
  }

  /** The transaction for all that the mutation writes. It begins by taking the key. */
  share(caller: Caller, request: KeyedRequest): SharedTransaction {
    return this.database.share(caller.signal, async (tx) => {
      const isTaken = await takeKey(tx, request).catch((error: unknown) => {
        if (codeOf(error) === LOCK_NOT_AVAILABLE) return false;
        throw error;
      });
      if (!isTaken)
        throw apiError(
          'IDEMPOTENCY_KEY_IN_USE',
          'Another request with this idempotency key is running or has just ended. Send the same request again shortly.',
          1,
        );
    });
  }

  /** Commits what the mutation has written together with its answer. @throws the driver's error. */
  async keep(shared: SharedTransaction, request: KeyedRequest, answer: string): Promise<void> {
    const kept = new Secret(toKept(request.requestHash, answer));
    const sealed = await this.encryption().vault.seal(kept, bindingOf(request));
    await shared.commit((tx) => keepAnswer(tx, request, sealed));
  }

  async deleteOld(workspaceIds: readonly string[]): Promise<void> {
    const db = backgroundReader(this.database);
    const before = new Date(Date.parse(await readClock(db)) - KEPT_HOURS * 3_600_000);
    await deleteKeptAnswers(db, workspaceIds, before);
  }
}
