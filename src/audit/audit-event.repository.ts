import type { Caller } from '../infra/database/caller.js';
import type { Db } from '../infra/database/database.js';
import { anyExists, defineFragment, type Ids, type SqlFragment } from '../infra/database/statement.js';
import { newId } from '../infra/ids/ids.js';
import { type AuditAction, targetTypeOf } from './audit-event.rules.js';

export interface AuditEventRow {
  id: string;
  occurred_at: Date;
  actor: string;
  action: string;
  target_type: string;
  target_id: string;
  target_label: string | null;
  changed_fields: string[];
  request_id: string;
}

const COLUMNS = 'id, occurred_at, actor, action, target_type, target_id, target_label, changed_fields, request_id';

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

/**
 * Records a change in the statement that makes it, if any of the fragments `when` has a row; without `when`, always. A
 * second run of the statement, after the answer to the first was lost, writes the same events once. Without `label` an
 * entry has its own.
 */
export const recordChangeOf =
  (label: TargetLabel = () => 'e."targetLabel"') =>
  (...when: readonly SqlFragment<never>[]) =>
    defineFragment({
      name: 'audited',
      reads: when,
      sql: (addParameter, { workspaceId, entries, tenSince }: AuditedChange, changes) => {
        const workspace = `${addParameter(workspaceId)}::uuid`;
        return `
    INSERT INTO ledgerlink.audit_event (workspace_id, id, actor, action, target_type, target_id, target_label,
           changed_fields, request_id)
    SELECT ${workspace}, e.id, e.actor, e.action, e."targetType", e."targetId", ${label(workspace, 'e."targetId"::uuid')},
           e."changedFields", e."requestId"
      FROM jsonb_to_recordset(${addParameter(JSON.stringify(entries))}::jsonb) AS e(id uuid, actor text, action text,
           "targetType" text, "targetId" text, "targetLabel" text, "changedFields" text[], "requestId" text)
     WHERE ${anyExists(changes)} AND ${tenSince === undefined ? 'true' : `${countSince(workspace, addParameter(tenSince))} < 10`}
    ON CONFLICT DO NOTHING`;
      },
    });

export const recordChange = recordChangeOf();

/** How many events of the action and the target of `e` there are after an id: ids are in the order of time. */
const countSince = (workspace: string, since: string): string => `(
           SELECT count(*) FROM ledgerlink.audit_event a
            WHERE a.workspace_id = ${workspace} AND a.target_type = e."targetType" AND a.target_id = e."targetId"
              AND a.action = e.action AND a.id > ${since}::uuid)`;

/** What `recordAbout` records of the row of `target`. */
export interface EventAbout {
  readonly name: string;
  readonly action: AuditAction;
  readonly changedFields?: readonly string[];
  readonly target: SqlFragment<never, { id: string }>;
  readonly label: TargetLabel;
}

/**
 * Records what happened to the one row of `target`, if it has one. A target with a column `once` is recorded only if
 * there is no event with the same value yet. Without an actor the input belongs to no request: the process itself is
 * named.
 */
export const recordAbout = ({ name, action, changedFields = [], target, label }: EventAbout) =>
  defineFragment({
    name,
    reads: [target],
    sql: (
      addParameter,
      { workspaceId, actor = 'ledgerlink', requestId = 'background' }: Ids & Partial<AuditedBy>,
      [found],
    ) => {
      const about = found.as('about');
      const once = target.returns.names.includes('once') ? 'about.once' : 'NULL';
      const workspace = `${addParameter(workspaceId)}::uuid`;
      return `
    INSERT INTO ledgerlink.audit_event (workspace_id, id, once, actor, action, target_type, target_id, target_label,
           changed_fields, request_id)
    SELECT ${workspace}, ${addParameter(newId())}::uuid, ${once}::uuid, ${addParameter(actor)}, ${addParameter(action)},
           ${addParameter(targetTypeOf(action))}, ${about.id}::text, ${label(workspace, `${about.id}::uuid`)},
           ${addParameter(changedFields)}::text[], ${addParameter(requestId)}
      FROM ${about.from} LIMIT 1
    ON CONFLICT DO NOTHING`;
    },
  });

export interface AuditPage {
  readonly limit: number;
  /** Only events that are older than the one with this id. */
  readonly before?: string;
  readonly target?: { readonly type: string; readonly id: string };
}

/** Lists events, newest first. Ids are time-ordered (uuid v7), so the primary key gives the order. */
export function listAuditEvents(db: Db, workspaceId: string, page: AuditPage): Promise<AuditEventRow[]> {
  const values: unknown[] = [workspaceId, page.limit];
  const addParameter = (value: unknown): string => `$${values.push(value)}`;
  const before = page.before === undefined ? '' : `AND id < ${addParameter(page.before)}`;
  const target =
    page.target &&
    `AND target_type = ${addParameter(page.target.type)} AND target_id = ${addParameter(page.target.id)}`;
  return db.query<AuditEventRow>(
    `SELECT ${COLUMNS} FROM ledgerlink.audit_event
      WHERE workspace_id = $1 ${target ?? ''} ${before} ORDER BY id DESC LIMIT $2`,
    values,
  );
}

export function findAuditEvents(db: Db, workspaceId: string, ids: readonly string[]): Promise<AuditEventRow[]> {
  return db.query<AuditEventRow>(
    `SELECT ${COLUMNS} FROM ledgerlink.audit_event WHERE workspace_id = $1 AND id = ANY($2)`,
    [workspaceId, ids],
  );
}
