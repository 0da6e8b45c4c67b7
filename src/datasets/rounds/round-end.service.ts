import { type LinkFacts, linkEvent } from '../../events/new-event.js';
import { type NewEvent, recordEvents } from '../../events/outbox.repository.js';
import { backgroundTransaction } from '../../infra/database/background-reader.js';
import type { Database, StatementText, Transaction } from '../../infra/database/database.js';
import { toGlobalId } from '../../infra/ids/ids.js';
import { findLinkFacts } from '../../links/company-link.repository.js';
import { listTold, lockDataset } from '../dataset-told.repository.js';
import { pullEndEvent } from '../pulls/pull-end.js';
import type { EndedPart } from '../pulls/pull-end.rules.js';
import type { PullCounts } from '../records/changes.rules.js';
import type { Lease } from '../round.repository.js';
import { type Told, type Trouble, toldCursor, troubleEvent } from '../told.rules.js';
import { LeaseLost } from './round-context.js';

/** How a round has ended, or cannot go on. */
export interface ToldEnd {
  readonly lease: Lease;
  readonly dataset: string;
  /** They write it. */
  readonly statements: readonly StatementText[];
  /** What it has changed. Undefined: it goes on some day, and tells all of it then. */
  readonly news: { readonly no: number; readonly counts: PullCounts; readonly pullId: string | null } | undefined;
  /** Undefined: as it was told before. */
  readonly trouble: Trouble | null | undefined;
  /** The part of the pull that was asked for, which has ended with it. */
  readonly part: (EndedPart & { readonly pullId: string }) | undefined;
}

/** Writes ends of rounds of which there is something to tell, with the events that tell it. */
export class RoundEndService {
  constructor(private readonly database: Database) {}

  /** @throws LeaseLost; the driver's error. */
  write(end: ToldEnd): Promise<void> {
    const { lease, dataset, statements } = end;
    const { ref, generation } = lease;
    return backgroundTransaction(this.database, async (tx) => {
      const rows = await lockDataset(tx, ref, dataset);
      if (rows.find(({ list }) => list === ref.list)?.generation !== generation)
        throw new LeaseLost('the dataset is held by another process');
      const before = rows.map((row): Told => ({ list: row.list, no: Number(row.told_no), trouble: row.told_status }));
      const after = before.map((told) => (told.list === ref.list ? toldAfter(told, end) : told));
      for (const { text, values } of statements) tx.atCommit(text, values);
      for (const { list, no, trouble } of after.filter((told) => !before.includes(told))) {
        const { text, values } = listTold({ ...ref, list }, { told_no: String(no), told_status: trouble });
        tx.atCommit(text, values);
      }
      const link = await findLinkFacts(tx, ref.workspaceId, ref.linkId);
      if (link === undefined) return;
      const ofDataset = datasetEvents(end, link, { before, after });
      recordEvents(tx, ref.workspaceId, ...ofDataset, ...(await endOfPull(tx, end, link)));
    });
  }
}

/** The same object where nothing is new. */
function toldAfter(told: Told, { news, trouble = told.trouble }: ToldEnd): Told {
  const no = Math.max(told.no, news?.no ?? 0);
  return no === told.no && trouble === told.trouble ? told : { ...told, no, trouble };
}

function datasetEvents(
  { lease: { ref }, dataset, news }: ToldEnd,
  link: LinkFacts,
  { before, after }: { readonly before: readonly Told[]; readonly after: readonly Told[] },
): NewEvent[] {
  const event = (type: NewEvent['type'], more: object) => linkEvent(type, ref.linkId, link, { dataset, ...more });
  const [afterCursor, cursor] = [toldCursor(ref.linkId, before), toldCursor(ref.linkId, after)];
  const type = troubleEvent(before, after);
  const events = type === undefined ? [] : [event(type, {})];
  if (news === undefined || cursor === afterCursor) return events;
  const { created, changed, deleted } = news.counts;
  const pull = news.pullId === null ? {} : { pullId: toGlobalId('Pull', news.pullId) };
  return [event('DATASET_CHANGED', { ...pull, created, changed, deleted, afterCursor, cursor }), ...events];
}

async function endOfPull(tx: Transaction, { lease: { ref }, part }: ToldEnd, link: LinkFacts): Promise<NewEvent[]> {
  if (part === undefined) return [];
  const { pullId, ...ended } = part;
  const event = await pullEndEvent(tx, { ...ref, link }, pullId, new Map([[ref.list, ended]]));
  return event === undefined ? [] : [event];
}
