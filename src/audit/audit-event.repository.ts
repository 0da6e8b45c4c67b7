import type { Caller } from '../infra/database/caller.js';
import type { Transaction } from '../infra/database/database.js';
import type { AddParameter, Ids, Recording, SqlFragment } from '../infra/database/statement.js';
import { newId } from '../infra/ids/ids.js';
import { type AuditAction, targetTypeOf } from './audit-event.rules.js';

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

export interface AuditedChange {
  readonly workspaceId: string;
  readonly entries: readonly AuditEntry[];
  /**
   * For events that callers without a key can cause again and again, and that no one can delete: an id (uuid v7). Ten
   * events of one action and target are recorded after it was made.
   */
  readonly tenSince?: string;
}

/** SQL for the name of a target now, by SQL for its workspace and id. */
export type TargetLabel = (workspaceId: string, id: string) => string;

/** What the statement of a change tells about its target. */
interface AskedOfChange {
  readonly label?: string | null;
  readonly recent?: number;
}

/**
 * Records a change in the transaction that makes it, if any of the fragments `when` has a row; without `when`, always. A
 * second run of the transaction, after the answer to the first was lost, writes the same events once. `label` names the
 * target of the first entry, and with it of all; without it an entry has its own.
 */
export const recordChangeOf =
  (label?: TargetLabel) =>
  (...when: readonly SqlFragment<never>[]): Recording<AuditedChange> => ({
    when,
    asks: (addParameter, { workspaceId, entries: [entry], tenSince }) => {
      if (entry === undefined || (label === undefined && tenSince === undefined)) return undefined;
      const workspace = `${addParameter(workspaceId)}::uuid`;
      const name = label === undefined ? '' : `'label', ${label(workspace, `${addParameter(entry.targetId)}::uuid`)}`;
      const count = tenSince === undefined ? '' : `'recent', ${countSince(addParameter, workspace, entry, tenSince)}`;
      return `json_build_object(${[name, count].filter(Boolean).join(', ')})`;
    },
    write: (tx, { workspaceId, entries }, asked: AskedOfChange | null) => {
      if ((asked?.recent ?? 0) >= 10) return;
      const events = entries.map((entry) => ({ ...entry, targetLabel: asked?.label ?? entry.targetLabel }));
      insertEvents(tx, workspaceId, events);
    },
  });

export const recordChange = recordChangeOf();

/** A condition: there is an event with this `once`. */
export const isRecorded = (workspace: string, once: string): string =>
  `EXISTS (SELECT FROM ledgerlink.audit_event e WHERE e.workspace_id = ${workspace} AND e.once = ${once})`;

/** How many events of the action and the target of an entry there are after an id: ids are in the order of time. */
const countSince = (addParameter: AddParameter, workspace: string, entry: AuditEntry, since: string): string => `(
           SELECT count(*)::int FROM ledgerlink.audit_event a
            WHERE a.workspace_id = ${workspace} AND a.target_type = ${addParameter(entry.targetType)}
              AND a.target_id = ${addParameter(entry.targetId)} AND a.action = ${addParameter(entry.action)}
              AND a.id > ${addParameter(since)}::uuid)`;

interface NewEvent extends AuditEntry {
  /** Equal for what is recorded once. */
  readonly once?: string;
}

/** All in one statement: a save records two events, and each statement more costs it about a twelfth of its pace. */
const insertEvents = (tx: Transaction, workspaceId: string, events: readonly NewEvent[]): void => {
  if (events.length === 0) return;
  const values: unknown[] = [];
  const place = (value: unknown) => `$${values.push(value)}`;
  const rows = events.map(({ id, once = null, actor, action, targetType, targetId, ...event }) => {
    const { targetLabel, changedFields, requestId } = event;
    const row = [
      workspaceId,
      id,
      once,
      actor,
      action,
      targetType,
      targetId,
      targetLabel,
      changedFields,
      requestId,
      tx.now,
    ];
    return `(${row.map(place).join(', ')})`;
  });
  tx.atCommit(
    `INSERT INTO ledgerlink.audit_event (workspace_id, id, once, actor, action, target_type, target_id, target_label,
            changed_fields, request_id, occurred_at)
     VALUES ${rows.join(', ')} ON CONFLICT DO NOTHING`,
    values,
  );
};

/** What `recordAbout` records of the row of `target`. */
export interface EventAbout {
  readonly action: AuditAction;
  readonly changedFields?: readonly string[];
  readonly target: SqlFragment<never, { id: string }>;
  readonly label: TargetLabel;
}

/**
 * Records what happened to the one row of `target`, if it has one. Without an actor the input belongs to no request: the
 * process itself is named.
 */
export const recordAbout = ({
  action,
  changedFields = [],
  target,
  label,
}: EventAbout): Recording<Ids & Partial<AuditedBy> & { readonly once?: string }> => ({
  when: [target],
  asks: (addParameter, { workspaceId }) => `(
           SELECT json_build_object('id', about.id, 'label', ${label(`${addParameter(workspaceId)}::uuid`, 'about.id')})
             FROM ${target.name} AS about LIMIT 1)`,
  write: (
    tx,
    { workspaceId, actor = 'ledgerlink', requestId = 'background', once },
    asked: { id: string; label: string },
  ) => {
    const { id: targetId, label: targetLabel } = asked;
    const about = { action, targetType: targetTypeOf(action), targetId, targetLabel, changedFields };
    insertEvents(tx, workspaceId, [{ ...about, id: newId(), actor, requestId, ...(once && { once }) }]);
  },
});
