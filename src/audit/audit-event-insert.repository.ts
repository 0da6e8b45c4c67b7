import { eventsCounted, eventsInserted } from '../events/outbox.repository.js';
import type { Caller } from '../infra/database/caller.js';
import type { Transaction } from '../infra/database/database.js';
import { toGlobalId } from '../infra/ids/ids.js';
import { type AuditAction, eventFieldOf, eventTypeOf } from './audit-event.rules.js';

/** The data about the caller that an audit event records. */
export type AuditedBy = Pick<Caller, 'actor' | 'requestId'>;

/** An audit event to be written. `auditEntry` makes it. */
export interface AuditEntry extends AuditedBy {
  readonly id: string;
  readonly action: AuditAction;
  readonly targetType: string;
  readonly targetId: string;
  readonly targetLabel: string | null;
  readonly changedFields: readonly string[];
}

interface NewEvent extends AuditEntry {
  /** Equal for what is recorded once. */
  readonly once?: string;
}

/** What those who follow a workspace's events are told beside the id of the target: ids and a reason, no data. */
export interface Told {
  /** The uuid of the target's company. */
  readonly companyId?: string;
  readonly integrationKey?: string;
  readonly reason?: string;
}

/**
 * Writes audit events with the COMMIT, and with `told` what others are told of them. All audit events are one statement,
 * which also counts the others: a save records two, and each statement more costs it about a twelfth of its pace.
 */
export function insertEvents(
  tx: Transaction,
  workspaceId: string,
  events: readonly NewEvent[],
  told: Told | null,
): void {
  if (events.length === 0) return;
  const values: unknown[] = [];
  const place = (value: unknown) => `$${values.push(value)}`;
  const rows = events.map(({ id, once = null, actor, action, targetType, targetId, ...event }) => {
    const { targetLabel, changedFields, requestId } = event;
    const target = [targetType, targetId, targetLabel];
    const row = [workspaceId, id, once, actor, action, ...target, changedFields, requestId, tx.now];
    return `(${row.map(place).join(', ')})`;
  });
  const tellable = told === null ? [] : events.flatMap((event) => toldEvent(event, told));
  const counted =
    tellable.length > 0 ? `WITH counted AS (${eventsCounted(place(workspaceId), place(tellable.length))}) ` : '';
  tx.atCommit(
    `${counted}INSERT INTO ledgerlink.audit_event (workspace_id, id, once, actor, action, target_type, target_id, target_label,
            changed_fields, request_id, occurred_at)
     VALUES ${rows.join(', ')} ON CONFLICT DO NOTHING`,
    values,
    counted ? 'last' : undefined,
  );
  if (!counted) return;
  const inserted = eventsInserted(workspaceId, tellable, tx.now);
  tx.atCommit(inserted.text, inserted.values, 'last');
}

/**
 * Writes audit events of which no one is told, hundreds of them, in one statement with the COMMIT. A second run of the
 * transaction writes them once.
 */
export const insertUntoldEvents = (tx: Transaction, workspaceId: string, entries: readonly AuditEntry[]): void =>
  tx.atCommit(
    `INSERT INTO ledgerlink.audit_event (workspace_id, id, actor, action, target_type, target_id, target_label,
            changed_fields, request_id, occurred_at)
     SELECT $1, e.id, e.actor, e.action, e."targetType", e."targetId", e."targetLabel", e."changedFields",
            e."requestId", $3
       FROM jsonb_to_recordset($2) AS e(id uuid, actor text, action text, "targetType" text, "targetId" text,
            "targetLabel" text, "changedFields" text[], "requestId" text)
     ON CONFLICT DO NOTHING`,
    [workspaceId, JSON.stringify(entries), tx.now],
  );

/** The event of an action, if it has one. */
function toldEvent({ id, action, targetType, targetId }: AuditEntry, { companyId, ...told }: Told) {
  const type = eventTypeOf(action);
  const company = companyId && { companyId: toGlobalId('Company', companyId) };
  const payload = { [eventFieldOf(targetType)]: toGlobalId(targetType, targetId), ...company, ...told };
  return type ? [{ id, type, linkId: targetType === 'CompanyLink' ? targetId : null, payload }] : [];
}
