import { backgroundReader, backgroundWrite } from '../infra/database/background-reader.js';
import type { Caller } from '../infra/database/caller.js';
import type { Database } from '../infra/database/database.js';
import {
  type EventFilter,
  type EventRow,
  eventsDeleted,
  findOutdated,
  listEventsAfter,
  listNewestEvents,
} from './event-page.repository.js';

/** Deleted at once, so that a statement takes well below its five seconds. */
const BATCH = 1_000;
const DAY_MS = 86_400_000;

export class EventService {
  constructor(
    private readonly database: Database,
    private readonly retentionDays: number,
    private readonly now: () => Promise<Date>,
  ) {}

  /** Newest first, or, after the event with the number `after`, oldest first. Undefined: some of these were deleted. */
  async list(caller: Caller, filter: EventFilter, after: string | undefined): Promise<EventRow[] | undefined> {
    const db = this.database.reader(caller.signal);
    return after === undefined
      ? listNewestEvents(db, caller.workspaceId, filter)
      : listEventsAfter(db, caller.workspaceId, after, filter);
  }

  /** Deletes the events of these workspaces that are older than they are kept. */
  async deleteOutdated(workspaceIds: readonly string[]): Promise<void> {
    const time = new Date((await this.now()).getTime() - this.retentionDays * DAY_MS);
    for (const workspaceId of workspaceIds)
      for (;;) {
        const no = await findOutdated(backgroundReader(this.database), workspaceId, { time, limit: BATCH });
        if (no === undefined) break;
        await backgroundWrite(this.database, eventsDeleted(workspaceId, no));
      }
  }
}
