import type { Db } from '../infra/database/database.js';
import type { RowOf } from '../infra/database/table-entity.js';
import type { eventEntity } from './event.entity.js';
import type { EventType } from './event.rules.js';

export interface EventRow extends Omit<RowOf<typeof eventEntity>, 'workspace_id'> {
  readonly type: EventType;
}

const COLUMNS = 'id, no, type, occurred_at, link_id, payload';

/** FROM: the counters of workspaces that have events, as `c`: its column `no` is the number of the newest. */
export const eventCountersAs = (c: string): string => `ledgerlink.event_counter ${c}`;

/** JOIN of the event `e` that the row `of` names. `workspace` is the parameter. */
export const joinEvent = (e: string, of: string, workspace: string): string =>
  `JOIN ledgerlink.event ${e} ON ${e}.workspace_id = ${workspace} AND ${e}.id = ${of}.event_id`;

export interface EventFilter {
  readonly limit: number;
  readonly types?: readonly EventType[];
  readonly linkId?: string;
  /** Only events with a smaller number. */
  readonly before?: string;
}

/** Conditions of a filter, and the values of the statement. */
function conditionsOf(workspaceId: string, { limit, types, linkId, before }: EventFilter) {
  const values: unknown[] = [workspaceId, limit];
  const condition = (column: string, value: unknown) =>
    value === undefined ? '' : `AND ${column} (${`$${values.push(value)}`})`;
  const all = [condition('type = ANY', types), condition('link_id =', linkId), condition('no <', before)];
  return { values, conditions: all.join(' ') };
}

/** Newest first. */
export function listNewestEvents(db: Db, workspaceId: string, filter: EventFilter): Promise<EventRow[]> {
  const { values, conditions } = conditionsOf(workspaceId, filter);
  return db.query<EventRow>(
    `SELECT ${COLUMNS} FROM ledgerlink.event WHERE workspace_id = $1 ${conditions} ORDER BY no DESC LIMIT $2`,
    values,
  );
}

/** Oldest first, after the event `no`; 0 is before all. Undefined: of the events after it, some were deleted. */
export async function listEventsAfter(
  db: Db,
  workspaceId: string,
  no: string,
  filter: EventFilter,
): Promise<EventRow[] | undefined> {
  const { values, conditions } = conditionsOf(workspaceId, filter);
  const rows = await db.query<EventRow & { deleted: boolean }>(
    `SELECT $${values.push(no)}::bigint BETWEEN 1 AND c.deleted_no - 1 AS deleted, e.* FROM ledgerlink.event_counter c
       LEFT JOIN (SELECT ${COLUMNS} FROM ledgerlink.event
                   WHERE workspace_id = $1 AND no > $${values.length}::bigint ${conditions} ORDER BY no LIMIT $2) AS e ON true
      WHERE c.workspace_id = $1 ORDER BY e.no`,
    values,
  );
  // Without events the one row has no id.
  return rows[0]?.deleted ? undefined : rows.filter(({ id }) => id !== null);
}

export function findEvents(db: Db, workspaceId: string, ids: readonly string[]): Promise<EventRow[]> {
  return db.query<EventRow>(`SELECT ${COLUMNS} FROM ledgerlink.event WHERE workspace_id = $1 AND id = ANY($2)`, [
    workspaceId,
    ids,
  ]);
}

/** The number of the newest event; 0 where there is none. */
export async function newestEventNo(db: Db, workspaceId: string): Promise<string> {
  const [row] = await db.query<{ no: string }>('SELECT no FROM ledgerlink.event_counter WHERE workspace_id = $1', [
    workspaceId,
  ]);
  return row?.no ?? '0';
}

/** Which event, and where it stands among all. */
export type EventPlace = Pick<EventRow, 'id' | 'no'>;

/** Events that happened in a time, oldest first, without tests. `after`: only those with a greater number. */
export function findEventPlaces(
  db: Db,
  workspaceId: string,
  wanted: {
    readonly from: Date;
    readonly to: Date | null;
    readonly after: string;
    readonly types: readonly EventType[] | null;
    readonly limit: number;
  },
): Promise<EventPlace[]> {
  return db.query<EventPlace>(
    `SELECT id, no FROM ledgerlink.event
      WHERE workspace_id = $1 AND no > $6::bigint AND occurred_at >= $2 AND ($3::timestamptz IS NULL OR occurred_at <= $3)
        AND ($4::text[] IS NULL OR type = ANY($4)) AND type <> 'TEST' ORDER BY no LIMIT $5`,
    [workspaceId, wanted.from, wanted.to, wanted.types, wanted.limit, wanted.after],
  );
}

/** The newest of the oldest `limit` events that happened before `time`. Undefined: there is none. */
export async function findOutdated(
  db: Db,
  workspaceId: string,
  { time, limit }: { readonly time: Date; readonly limit: number },
): Promise<string | undefined> {
  const [row] = await db.query<{ no: string | null }>(
    `SELECT max(no) AS no FROM (SELECT no, occurred_at FROM ledgerlink.event WHERE workspace_id = $1 ORDER BY no LIMIT $2) AS e
      WHERE occurred_at < $3`,
    [workspaceId, limit, time],
  );
  return row?.no ?? undefined;
}

/** Deletes events up to a number, and remembers it. */
export const eventsDeleted = (workspaceId: string, no: string) => [
  {
    text: 'UPDATE ledgerlink.event_counter SET deleted_no = $2 WHERE workspace_id = $1 AND deleted_no < $2::bigint',
    values: [workspaceId, no],
  },
  { text: 'DELETE FROM ledgerlink.event WHERE workspace_id = $1 AND no <= $2', values: [workspaceId, no] },
];
