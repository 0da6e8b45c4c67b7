import type { EventType } from '../events/event.rules.js';
import { joinEvent } from '../events/event-page.repository.js';
import type { Db, StatementText } from '../infra/database/database.js';
import type { EndpointRef } from './secrets/webhook-secret.repository.js';

export const DELIVERY_STATUSES = ['WAITING', 'DELIVERED', 'FAILED', 'CANCELLED'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/** A delivery that is due, with its event. */
export interface DueDelivery {
  readonly event_id: string;
  readonly tries: number;
  readonly no: string;
  readonly type: EventType;
  readonly occurred_at: Date;
  /** An object. */
  readonly payload: unknown;
}

/** Longest due first. `except`: those that are under way. */
export function findDueDeliveries(
  db: Db,
  { workspaceId, endpointId }: EndpointRef,
  { now, limit, except }: { readonly now: Date; readonly limit: number; readonly except: readonly string[] },
): Promise<DueDelivery[]> {
  return db.query<DueDelivery>(
    `SELECT d.event_id, d.tries, e.no, e.type, e.occurred_at, e.payload
       FROM ledgerlink.webhook_delivery d ${joinEvent('e', 'd', '$1')}
      WHERE d.workspace_id = $1 AND d.endpoint_id = $2 AND d.status = 'WAITING' AND d.next_attempt_at <= $3
        AND d.event_id <> ALL($5::uuid[])
      ORDER BY d.next_attempt_at, e.no LIMIT $4`,
    [workspaceId, endpointId, now, limit, except],
  );
}

/** What happens to a delivery that exists: it stays as it is, or it waits again with all its attempts before it. */
const ON_CONFLICT = {
  once: 'DO NOTHING',
  again: 'DO UPDATE SET status = excluded.status, tries = 0, next_attempt_at = excluded.next_attempt_at',
} as const;

/** Makes deliveries of these events wait. */
export const deliveriesWaiting = (
  { workspaceId, endpointId }: EndpointRef,
  eventIds: readonly string[],
  now: string | Date,
  howOften: keyof typeof ON_CONFLICT,
): StatementText => ({
  text: `INSERT INTO ledgerlink.webhook_delivery AS d (workspace_id, endpoint_id, event_id, status, tries, next_attempt_at)
         SELECT $1, $2, e.id, 'WAITING', 0, $4::timestamptz FROM unnest($3::uuid[]) AS e(id)
         ON CONFLICT (workspace_id, endpoint_id, event_id) ${ON_CONFLICT[howOften]}`,
  values: [workspaceId, endpointId, eventIds, now],
});

/** What came of an attempt. */
export interface AttemptEnd {
  readonly id: string;
  readonly event_id: string;
  readonly at: Date;
  readonly duration_ms: number;
  readonly answered: number | null;
  readonly error: string | null;
  readonly answer: string | null;
  readonly status: DeliveryStatus;
  readonly next_attempt_at: Date | null;
}

/** Stores the ends of attempts. A delivery that was cancelled meanwhile stays so, unless the event has arrived. */
export const attemptsEnded = (
  { workspaceId, endpointId }: EndpointRef,
  ends: readonly AttemptEnd[],
): StatementText[] => [
  {
    text: `INSERT INTO ledgerlink.webhook_attempt (workspace_id, endpoint_id, event_id, id, at, duration_ms, status, error, answer)
           SELECT $1, $2, r.event_id, r.id, r.at, r.duration_ms, r.answered, r.error, r.answer
             FROM jsonb_to_recordset($3) AS r(event_id uuid, id uuid, at timestamptz, duration_ms integer, answered integer,
                  error text, answer text)
           ON CONFLICT DO NOTHING`,
    values: [workspaceId, endpointId, JSON.stringify(ends)],
  },
  {
    text: `UPDATE ledgerlink.webhook_delivery d SET status = r.status, tries = d.tries + 1, next_attempt_at = r.next_attempt_at
             FROM jsonb_to_recordset($3) AS r(event_id uuid, status text, next_attempt_at timestamptz)
            WHERE d.workspace_id = $1 AND d.endpoint_id = $2 AND d.event_id = r.event_id
              AND (d.status = 'WAITING' OR r.status = 'DELIVERED')`,
    values: [workspaceId, endpointId, JSON.stringify(ends)],
  },
];

/** Cancels some of the deliveries that wait. Answers how many. */
export async function cancelWaiting(db: Db, { workspaceId, endpointId }: EndpointRef, limit: number): Promise<number> {
  const rows = await db.query(
    `UPDATE ledgerlink.webhook_delivery SET status = 'CANCELLED', next_attempt_at = NULL
      WHERE workspace_id = $1 AND endpoint_id = $2 AND status = 'WAITING' AND event_id IN (
            SELECT event_id FROM ledgerlink.webhook_delivery
             WHERE workspace_id = $1 AND endpoint_id = $2 AND status = 'WAITING' LIMIT $3)
      RETURNING event_id`,
    [workspaceId, endpointId, limit],
  );
  return rows.length;
}
