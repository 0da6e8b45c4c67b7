import type { EventType } from '../events/event.rules.js';
import { eventCountersAs } from '../events/event-page.repository.js';
import type { Db, StatementText } from '../infra/database/database.js';
import type { RowOf } from '../infra/database/table-entity.js';
import type { EndpointHealth } from './delivery.rules.js';
import type { EndpointRef } from './secrets/webhook-secret.repository.js';
import type { webhookEndpointEntity } from './webhook.entity.js';

export const ENDPOINT_STATUSES = ['ENABLED', 'PAUSED', 'DISABLED'] as const;
export type EndpointStatus = (typeof ENDPOINT_STATUSES)[number];

export interface EndpointRow
  extends RowOf<typeof webhookEndpointEntity, 'id' | 'url' | 'description' | 'disabled_reason' | 'created_at'> {
  readonly status: EndpointStatus;
  readonly types: EventType[] | null;
}

const COLUMNS = 'id, url, description, types, status, disabled_reason, created_at';
const OF_ENDPOINT = 'workspace_id = $1 AND id = $2';

/** Oldest first. */
export function listEndpoints(db: Db, workspaceId: string): Promise<EndpointRow[]> {
  return db.query<EndpointRow>(
    `SELECT ${COLUMNS} FROM ledgerlink.webhook_endpoint WHERE workspace_id = $1 ORDER BY id`,
    [workspaceId],
  );
}

export function findEndpoints(db: Db, workspaceId: string, ids: readonly string[]): Promise<EndpointRow[]> {
  return db.query<EndpointRow>(
    `SELECT ${COLUMNS} FROM ledgerlink.webhook_endpoint WHERE workspace_id = $1 AND id = ANY($2)`,
    [workspaceId, ids],
  );
}

/** Locks an endpoint until the transaction ends. Undefined: there is none. */
export async function lockEndpoint(tx: Db, { workspaceId, endpointId }: EndpointRef): Promise<EndpointRow | undefined> {
  const [row] = await tx.query<EndpointRow>(
    `SELECT ${COLUMNS} FROM ledgerlink.webhook_endpoint WHERE ${OF_ENDPOINT} FOR NO KEY UPDATE`,
    [workspaceId, endpointId],
  );
  return row;
}

/** The workspaces among these that have endpoints to which events may be sent. */
export async function findWorkspacesWithEndpoints(db: Db, workspaceIds: readonly string[]): Promise<string[]> {
  const rows = await db.query<{ workspace_id: string }>(
    `SELECT DISTINCT workspace_id FROM ledgerlink.webhook_endpoint WHERE workspace_id = ANY($1) AND status = 'ENABLED'`,
    [workspaceIds],
  );
  return rows.map(({ workspace_id }) => workspace_id);
}

interface DueEndpoint extends EndpointRef {
  readonly isLeased: boolean;
}

/** The endpoints of these workspaces that have something to send. */
export function findDueEndpoints(db: Db, workspaceIds: readonly string[], now: Date): Promise<DueEndpoint[]> {
  return db.query<DueEndpoint>(
    `SELECT e.workspace_id AS "workspaceId", e.id AS "endpointId", coalesce(e.lease_until > $2, false) AS "isLeased"
       FROM ledgerlink.webhook_endpoint e JOIN ${eventCountersAs('c')} ON c.workspace_id = e.workspace_id
      WHERE e.workspace_id = ANY($1) AND c.workspace_id = ANY($1) AND e.status = 'ENABLED'
        AND (e.rests_until IS NULL OR e.rests_until <= $2) AND (e.event_no < c.no OR e.due_at <= $2)`,
    [workspaceIds, now],
  );
}

/** What a process needs of an endpoint whose lease it has. */
export interface LeasedEndpoint
  extends RowOf<typeof webhookEndpointEntity, 'url' | 'event_no' | 'generation' | 'failing_since' | 'overloads'> {
  readonly types: EventType[] | null;
}

/** Takes the lease of an endpoint, which stays due until the lease is given back. Undefined: it cannot be had now. */
export async function claimEndpoint(
  db: Db,
  { workspaceId, endpointId }: EndpointRef,
  { now, until }: { readonly now: Date; readonly until: Date },
): Promise<LeasedEndpoint | undefined> {
  const [row] = await db.query<LeasedEndpoint>(
    `UPDATE ledgerlink.webhook_endpoint SET lease_until = $4, due_at = least(due_at, $3), generation = generation + 1
      WHERE ${OF_ENDPOINT} AND status = 'ENABLED' AND (lease_until IS NULL OR lease_until <= $3)
        AND (rests_until IS NULL OR rests_until <= $3)
      RETURNING url, types, event_no, generation, failing_since, overloads`,
    [workspaceId, endpointId, now, until],
  );
  return row;
}

export interface EndpointLease {
  readonly ref: EndpointRef;
  readonly generation: number;
}

/** Fails with a division by zero where the lease is another process's by now: then nothing of a write remains. */
export const endpointHeld = ({ ref, generation }: EndpointLease): StatementText => ({
  text: `SELECT 1 / count(*) FROM (SELECT id FROM ledgerlink.webhook_endpoint
          WHERE ${OF_ENDPOINT} AND generation = $3 AND status = 'ENABLED' FOR NO KEY UPDATE) AS held`,
  values: [ref.workspaceId, ref.endpointId, generation],
});

/** Events up to a number have their deliveries. */
export const positionMoved = ({ ref, generation }: EndpointLease, no: string): StatementText => ({
  text: `UPDATE ledgerlink.webhook_endpoint SET event_no = $4 WHERE ${OF_ENDPOINT} AND generation = $3`,
  values: [ref.workspaceId, ref.endpointId, generation, no],
});

/** How the endpoint does, and how long the lease goes on. */
export const healthNoted = (
  { ref, generation }: EndpointLease,
  { failingSince, overloads }: EndpointHealth,
  { until, restsUntil }: { readonly until: Date; readonly restsUntil: Date | null },
): StatementText => ({
  text: `UPDATE ledgerlink.webhook_endpoint SET failing_since = $4, overloads = $5, lease_until = $6, rests_until = $7
          WHERE ${OF_ENDPOINT} AND generation = $3`,
  values: [ref.workspaceId, ref.endpointId, generation, failingSince, overloads, until, restsUntil],
});

/**
 * Gives the lease back, and says when the next delivery is due. The row is locked by a statement before: one that makes
 * deliveries wait changes the row last, so its deliveries are seen, or it follows.
 */
export const endpointReleased = ({ ref, generation }: EndpointLease): StatementText[] => [
  {
    text: `SELECT 1 FROM ledgerlink.webhook_endpoint WHERE ${OF_ENDPOINT} FOR NO KEY UPDATE`,
    values: [ref.workspaceId, ref.endpointId],
  },
  {
    text: `UPDATE ledgerlink.webhook_endpoint SET lease_until = NULL, due_at = (
              SELECT min(d.next_attempt_at) FROM ledgerlink.webhook_delivery d
               WHERE d.workspace_id = $1 AND d.endpoint_id = $2 AND d.status = 'WAITING')
            WHERE ${OF_ENDPOINT} AND generation = $3`,
    values: [ref.workspaceId, ref.endpointId, generation],
  },
];

/** An endpoint has deliveries that wait: the last statement of the transaction that made them wait. */
export const endpointMadeDue = ({ workspaceId, endpointId }: EndpointRef, now: string): StatementText => ({
  text: `UPDATE ledgerlink.webhook_endpoint SET due_at = $3::timestamptz WHERE ${OF_ENDPOINT} AND (due_at IS NULL OR due_at > $3::timestamptz)`,
  values: [workspaceId, endpointId, now],
});

/** Nothing is sent any more. True: the endpoint was enabled until now. */
export async function disableEndpoint(tx: Db, { ref, generation }: EndpointLease, reason: string): Promise<boolean> {
  const rows = await tx.query(
    `UPDATE ledgerlink.webhook_endpoint SET status = 'DISABLED', disabled_reason = $4, lease_until = NULL
      WHERE ${OF_ENDPOINT} AND generation = $3 AND status = 'ENABLED' RETURNING id`,
    [ref.workspaceId, ref.endpointId, generation, reason],
  );
  return rows.length > 0;
}
