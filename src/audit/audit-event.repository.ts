import type { AddParameter, Ids, Recording, SqlFragment } from '../infra/database/statement.js';
import { newId } from '../infra/ids/ids.js';
import { type AuditAction, targetTypeOf } from './audit-event.rules.js';
import { type AuditEntry, type AuditedBy, insertEvents, type Told } from './audit-event-insert.repository.js';

export interface AuditedChange {
  readonly workspaceId: string;
  readonly entries: readonly AuditEntry[];
  /**
   * For events that callers without a key can cause again and again, and that no one can delete: an id (uuid v7). Ten
   * events of one action and target are recorded after it was made.
   */
  readonly tenSince?: string;
  /** Why, for the event of the change. */
  readonly reason?: string;
}

/** SQL for the name of a target now, by SQL for its workspace and id. */
export type TargetLabel = (workspaceId: string, id: string) => string;

/** What the statement of a change tells about its target. */
interface AskedOfChange {
  readonly label?: string | null;
  readonly recent?: number;
  readonly told?: Told | null;
}

/**
 * Records a change in the transaction that makes it, if any of the fragments `when` has a row; without `when`, always. A
 * second run of the transaction, after the answer to the first was lost, writes the same events once. `label` names the
 * target of the first entry, and with it of all; without it an entry has its own. `told` is SQL of what the events of the
 * change tell, by the same; where it is null, no event is made.
 */
export const recordChangeOf =
  (label?: TargetLabel, told?: TargetLabel) =>
  (...when: readonly SqlFragment<never>[]): Recording<AuditedChange> => ({
    when,
    asks: (addParameter, { workspaceId, entries: [entry], tenSince }) => {
      if (entry === undefined || (label === undefined && tenSince === undefined)) return undefined;
      const workspace = `${addParameter(workspaceId)}::uuid`;
      const target = label && `${addParameter(entry.targetId)}::uuid`;
      const asked = [
        target && `'label', ${label?.(workspace, target)}`,
        target && told && `'told', ${told(workspace, target)}`,
        tenSince !== undefined && `'recent', ${countSince(addParameter, workspace, entry, tenSince)}`,
      ];
      return `json_build_object(${asked.filter(Boolean).join(', ')})`;
    },
    write: (tx, { workspaceId, entries, reason }, asked: AskedOfChange | null) => {
      if ((asked?.recent ?? 0) >= 10) return;
      const { label, told = {} } = asked ?? {};
      const events = entries.map((entry) => ({ ...entry, targetLabel: label ?? entry.targetLabel }));
      insertEvents(tx, workspaceId, events, told && { ...told, ...(reason && { reason }) });
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

/** What `recordAbout` records of the row of `target`. */
export interface EventAbout {
  readonly action: AuditAction;
  readonly changedFields?: readonly string[];
  readonly target: SqlFragment<never, { id: string }>;
  readonly label: TargetLabel;
  /** SQL of what its event tells, from the row `about` of the target. */
  readonly told?: string;
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
  told = 'NULL',
}: EventAbout): Recording<Ids & Partial<AuditedBy> & { readonly once?: string }> => ({
  when: [target],
  asks: (addParameter, { workspaceId }) => `(
           SELECT json_build_object('id', about.id, 'label', ${label(`${addParameter(workspaceId)}::uuid`, 'about.id')}, 'told', ${told})
             FROM ${target.name} AS about LIMIT 1)`,
  write: (
    tx,
    { workspaceId, actor = 'ledgerlink', requestId = 'background', once },
    asked: { id: string; label: string; told: Told | null },
  ) => {
    const { id: targetId, label: targetLabel } = asked;
    const about = { id: newId(), action, targetType: targetTypeOf(action), targetId, targetLabel, changedFields };
    insertEvents(tx, workspaceId, [{ ...about, actor, requestId, ...(once && { once }) }], asked.told);
  },
});
