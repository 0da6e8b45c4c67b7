import type { Db, StatementText, Transaction } from '../infra/database/database.js';
import type { EventType } from './event.rules.js';

/** An event to be written. */
export interface NewEvent {
  /** Made outside of the transaction: a second run of it, after the answer to the first was lost, writes it once. */
  readonly id: string;
  readonly type: EventType;
  readonly linkId: string | null;
  /** Ids as the API shows them, counts, reasons. Never a secret, and nothing of a company's books. */
  readonly payload: Readonly<Record<string, unknown>>;
}

/** SQL that numbers so many events, which the transaction then inserts. It locks the counter until the transaction ends. */
export const eventsCounted = (workspace: string, count: string): string =>
  `INSERT INTO ledgerlink.event_counter AS c (workspace_id, no, deleted_no) VALUES (${workspace}, ${count}, 0)
   ON CONFLICT (workspace_id) DO UPDATE SET no = c.no + excluded.no`;

/** The number of the newest event; 0 where there is none. No event of the workspace is written until the transaction ends. */
export async function lockNewestEventNo(tx: Db, workspaceId: string): Promise<string> {
  const [row] = await tx.query<{ no: string }>(`${eventsCounted('$1', '0')} RETURNING no`, [workspaceId]);
  return row?.no ?? '0';
}

/** Inserts events that the transaction has counted. */
export const eventsInserted = (
  workspaceId: string,
  events: readonly NewEvent[],
  now: string | Date,
): StatementText => ({
  text: `INSERT INTO ledgerlink.event (workspace_id, id, no, type, occurred_at, link_id, payload)
         SELECT c.workspace_id, e.id, c.no - $2::int + e.place, e.type, $4::timestamptz, e.link_id, e.payload
           FROM ledgerlink.event_counter c
           CROSS JOIN jsonb_to_recordset($3) AS e(place integer, id uuid, type text, link_id uuid, payload jsonb)
          WHERE c.workspace_id = $1
         ON CONFLICT DO NOTHING`,
  values: [workspaceId, events.length, JSON.stringify(events.map(toRow)), now],
});

const toRow = ({ linkId, ...event }: NewEvent, index: number) => ({ ...event, place: index + 1, link_id: linkId });

/**
 * The statements that write events, in the transaction of the change that they tell of and after all its other statements:
 * the counter is locked until the transaction ends, so numbers rise in the order of commits.
 */
export const eventStatements = (
  workspaceId: string,
  events: readonly NewEvent[],
  now: string | Date,
): StatementText[] => [
  { text: eventsCounted('$1', '$2'), values: [workspaceId, events.length] },
  eventsInserted(workspaceId, events, now),
];

/** Writes events with the COMMIT of their change. */
export function recordEvents(tx: Transaction, workspaceId: string, ...events: readonly NewEvent[]): void {
  if (events.length === 0) return;
  for (const { text, values } of eventStatements(workspaceId, events, tx.now)) tx.atCommit(text, values, 'last');
}
