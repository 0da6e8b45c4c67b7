import type { Db } from '../infra/database/database.js';
import type { SqlFragment } from '../infra/database/statement.js';

export interface AuditEventRow {
  id: string;
  occurred_at: Date;
  actor: string;
  action: string;
  target_type: string;
  target_id: string;
  changed_fields: string[];
  request_id: string;
}

const COLUMNS = 'id, occurred_at, actor, action, target_type, target_id, changed_fields, request_id';

/** Writes audit events, as a part of the statement that changes something. `when` may look at other parts. */
export const insertAuditEvents =
  (workspaceId: string, entries: readonly object[], when = 'true'): SqlFragment =>
  (addParameter) =>
    `
  INSERT INTO ledgerlink.audit_event (workspace_id, id, actor, action, target_type, target_id, changed_fields, request_id)
  SELECT ${addParameter(workspaceId)}::uuid, e.id, e.actor, e.action, e."targetType", e."targetId", e."changedFields", e."requestId"
    FROM jsonb_to_recordset(${addParameter(JSON.stringify(entries))}::jsonb) AS e(id uuid, actor text, action text,
         "targetType" text, "targetId" text, "changedFields" text[], "requestId" text)
   WHERE ${when}`;

/** As above, about the row that `source` selects as `id`, where there is one; more than one row is more than it can say. */
export const insertAuditEventAbout =
  (workspaceId: string, event: Readonly<Record<string, unknown>>, source: string): SqlFragment =>
  (addParameter) =>
    `
  INSERT INTO ledgerlink.audit_event (workspace_id, id, actor, action, target_type, target_id, changed_fields, request_id)
  SELECT ${addParameter(workspaceId)}::uuid, ${addParameter(event.id)}::uuid, ${addParameter(event.actor)}, ${addParameter(event.action)},
         ${addParameter(event.targetType)}, about.id::text, ${addParameter(event.changedFields)}::text[], ${addParameter(event.requestId)}
    FROM (${source}) AS about LIMIT 1`;

export interface AuditPage {
  readonly limit: number;
  /** Only events older than the one with this id. */
  readonly before?: string;
  readonly target?: { readonly type: string; readonly id: string };
}

/** Newest first; ids are time-ordered (uuid v7), so the primary key is the order. */
export function listAuditEvents(db: Db, workspaceId: string, page: AuditPage): Promise<AuditEventRow[]> {
  const values: unknown[] = [workspaceId, page.limit];
  const place = (value: unknown): string => `$${values.push(value)}`;
  const before = page.before === undefined ? '' : `AND id < ${place(page.before)}`;
  const target =
    page.target && `AND target_type = ${place(page.target.type)} AND target_id = ${place(page.target.id)}`;
  return db.query<AuditEventRow>(
    `SELECT ${COLUMNS} FROM ledgerlink.audit_event
      WHERE workspace_id = $1 ${target ?? ''} ${before} ORDER BY id DESC LIMIT $2`,
    values,
  );
}

export function findAuditEvents(
  db: Db,
  workspaceId: string,
  ids: readonly string[],
): Promise<AuditEventRow[]> {
  return db.query<AuditEventRow>(
    `SELECT ${COLUMNS} FROM ledgerlink.audit_event WHERE workspace_id = $1 AND id = ANY($2)`,
    [workspaceId, ids],
  );
}
