import { type EventPlace, joinEvent } from '../events/event-page.repository.js';
import type { Db } from '../infra/database/database.js';
import type { RowOf } from '../infra/database/table-entity.js';
import type { webhookAttemptEntity, webhookDeliveryEntity } from './delivery.entity.js';
import type { DeliveryStatus } from './delivery.repository.js';
import type { EndpointRef } from './secrets/webhook-secret.repository.js';

export interface DeliveryRow extends Omit<RowOf<typeof webhookDeliveryEntity>, 'workspace_id' | 'tries'> {
  readonly status: DeliveryStatus;
}

const COLUMNS = 'endpoint_id, event_id, status, next_attempt_at';

export interface DeliveryFilter {
  readonly limit: number;
  readonly endpointId: string;
  readonly status?: DeliveryStatus;
  /** The id of the event after which the page begins. */
  readonly after?: string;
}

/** The deliveries to an endpoint, the newest event first. */
export function listDeliveries(db: Db, workspaceId: string, filter: DeliveryFilter): Promise<DeliveryRow[]> {
  const { limit, endpointId, status, after } = filter;
  const values: unknown[] = [workspaceId, endpointId, limit];
  const where = (condition: string, value: unknown) =>
    value === undefined ? '' : `AND ${condition} $${values.push(value)}`;
  return db.query<DeliveryRow>(
    `SELECT ${COLUMNS} FROM ledgerlink.webhook_delivery
      WHERE workspace_id = $1 AND endpoint_id = $2 ${where('status =', status)} ${where('event_id <', after)}
      ORDER BY event_id DESC LIMIT $3`,
    values,
  );
}

/** All deliveries of events, by endpoint. An event has as many as the workspace has endpoints, which is not many. */
export function findDeliveriesOfEvents(
  db: Db,
  workspaceId: string,
  eventIds: readonly string[],
): Promise<DeliveryRow[]> {
  return db.query<DeliveryRow>(
    `SELECT ${COLUMNS} FROM ledgerlink.webhook_delivery WHERE workspace_id = $1 AND event_id = ANY($2) ORDER BY endpoint_id`,
    [workspaceId, eventIds],
  );
}

export async function findDelivery(
  db: Db,
  { workspaceId, endpointId }: EndpointRef,
  eventId: string,
): Promise<DeliveryRow | undefined> {
  const [row] = await db.query<DeliveryRow>(
    `SELECT ${COLUMNS} FROM ledgerlink.webhook_delivery WHERE workspace_id = $1 AND endpoint_id = $2 AND event_id = $3`,
    [workspaceId, endpointId, eventId],
  );
  return row;
}

/** The events since `since` that did not arrive at an endpoint, oldest first. `after`: only those with a greater number. */
export function findFailed(
  db: Db,
  { workspaceId, endpointId }: EndpointRef,
  { since, after, limit }: { readonly since: Date; readonly after: string; readonly limit: number },
): Promise<EventPlace[]> {
  return db.query<EventPlace>(
    `SELECT e.id, e.no FROM ledgerlink.webhook_delivery d ${joinEvent('e', 'd', '$1')}
      WHERE d.workspace_id = $1 AND d.endpoint_id = $2 AND d.status IN ('FAILED', 'CANCELLED') AND e.occurred_at >= $3
        AND e.no > $5::bigint
      ORDER BY e.no LIMIT $4`,
    [workspaceId, endpointId, since, limit, after],
  );
}

export type AttemptRow = Omit<RowOf<typeof webhookAttemptEntity>, 'workspace_id'>;

/** The attempts of deliveries, oldest first. */
export function findAttempts(
  db: Db,
  workspaceId: string,
  deliveries: readonly Pick<DeliveryRow, 'endpoint_id' | 'event_id'>[],
): Promise<AttemptRow[]> {
  return db.query<AttemptRow>(
    `SELECT a.endpoint_id, a.event_id, a.id, a.at, a.duration_ms, a.status, a.error, a.answer
       FROM ledgerlink.webhook_attempt a JOIN unnest($2::uuid[], $3::uuid[]) AS d(endpoint_id, event_id)
         ON a.endpoint_id = d.endpoint_id AND a.event_id = d.event_id
      WHERE a.workspace_id = $1 ORDER BY a.id`,
    [workspaceId, deliveries.map(({ endpoint_id }) => endpoint_id), deliveries.map(({ event_id }) => event_id)],
  );
}
