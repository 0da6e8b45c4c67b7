import type { Db } from '../infra/database/database.js';
import type { RowOf } from '../infra/database/table-entity.js';
import type { auditEventEntity } from './audit-event.entity.js';

export type AuditEventRow = Omit<RowOf<typeof auditEventEntity>, 'workspace_id' | 'once'>;

const COLUMNS = 'id, occurred_at, actor, action, target_type, target_id, target_label, changed_fields, request_id';

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
