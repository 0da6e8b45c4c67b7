import type { Db } from '../infra/database/database.js';

/** Whether the role of this connection, or a role that it may take on, could change events that were written. */
export interface AuditProtection {
  readonly super: boolean;
  readonly owner: boolean;
  readonly may_change: boolean;
}

export async function readAuditProtection(db: Db): Promise<AuditProtection> {
  const [role] = await db.query<AuditProtection>(`
    SELECT r.rolsuper AS super, pg_has_role(current_user, c.relowner, 'MEMBER') AS owner,
           EXISTS (SELECT FROM pg_roles g WHERE pg_has_role(g.oid, 'MEMBER')
                      AND (has_table_privilege(g.oid, c.oid, 'DELETE, TRUNCATE')
                           OR has_any_column_privilege(g.oid, c.oid, 'UPDATE'))) AS may_change
      FROM pg_class c, pg_roles r WHERE c.oid = 'ledgerlink.audit_event'::regclass AND r.rolname = current_user`);
  if (role === undefined) throw new Error('the current role was not found');
  return role;
}
