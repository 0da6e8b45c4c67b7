import { backgroundReader } from '../../infra/database/background-reader.js';
import type { Database, StatementText } from '../../infra/database/database.js';
import { isMassDeletion } from '../outcome.rules.js';
import { NOTHING } from './brought.js';
import type { PageWriteService } from './page-write.service.js';
import type { RoundContext, RoundState, RoundWriter } from './round-context.js';
import { findSuspects, findSwept, suspectsCleared, todoAdded } from './sweep.repository.js';

/** More records are not asked for one by one. */
const MAX_UNKNOWN = 1000;
const MAX_MISSING = 200;
/** Records written in one go. */
const BATCH = 500;
const BETWEEN_SWEEPS_MS = 600_000;

/**
 * What follows a sweep that has seen every id of a list. Ids that are not stored are read. Ids that are missing are asked
 * for one by one; where they are many, another sweep has to miss them, too, before they count as deleted.
 */
export class SweepService {
  constructor(
    private readonly database: Database,
    private readonly writer: RoundWriter,
    private readonly pages: PageWriteService,
  ) {}

  async judge(context: RoundContext, state: RoundState, scan: number): Promise<void> {
    const { ref } = context.lease;
    const db = () => backgroundReader(this.database);
    const { missing, unknown } = await findSwept(db(), ref, scan);
    const suspects = await findSuspects(db(), ref);
    const now = await this.writer.now();
    const unknownAdded = todoAdded(ref, 'UNKNOWN', unknown.slice(0, MAX_UNKNOWN), now);
    const isAgreed = suspects.since !== null && now.getTime() - suspects.since.getTime() >= BETWEEN_SWEEPS_MS;
    const agreed = isAgreed ? missing.filter((id) => suspects.ids.has(id)) : [];
    const left = missing.filter((id) => !isAgreed || !suspects.ids.has(id));
    for (let at = 0; at < agreed.length; at += BATCH)
      await this.pages.write(context, state, { ...NOTHING, missing: agreed.slice(at, at + BATCH) }, true);
    state.round = { ...state.round, isPartial: state.round.isPartial || unknown.length > MAX_UNKNOWN };
    const statements = this.#left(context, state, left, now);
    await this.writer.write(context, state, [
      ...(isAgreed || left.length === 0 ? [suspectsCleared(ref)] : []),
      ...statements,
      ...(unknown.length > 0 ? [unknownAdded] : []),
    ]);
  }

  #left({ lease, list }: RoundContext, state: RoundState, left: readonly string[], now: Date): StatementText[] {
    if (left.length === 0) return [];
    const isMass = isMassDeletion(left.length, state.liveCount);
    if (!isMass && left.length <= MAX_MISSING && list.capabilities.byId)
      return [suspectsCleared(lease.ref), todoAdded(lease.ref, 'MISSING', left, now)];
    state.isSuspicious = true;
    return [todoAdded(lease.ref, 'SUSPECT', left, now)];
  }
}
