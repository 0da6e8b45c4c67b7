import type { Db } from '../infra/database/database.js';

/** Whether the role of this connection could change events that were written. */
export interface AuditProtection {
  readonly super: boolean;
  readonly owner: boolean;
  readonly may_change: boolean;
}

export async function readAuditProtection(db: Db): Promise<AuditProtection> {
  const [role] = await db.query<AuditProtection>(`
    SELECT r.rolsuper AS super, pg_has_role(current_user, c.relowner, 'MEMBER') AS owner,
           has_table_privilege('ledgerlink.audit_event', 'UPDATE') OR has_table_privilege('ledgerlink.audit_event', 'DELETE') AS may_change
      FROM pg_class c, pg_roles r WHERE c.oid = 'ledgerlink.audit_event'::regclass AND r.rolname = current_user`);
  if (role === undefined) throw new Error('the current role was not found');
  return role;
}
