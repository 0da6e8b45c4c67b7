import type { Caller } from '../infra/database/caller.js';
import type { Database } from '../infra/database/database.js';
import { newId } from '../infra/ids/ids.js';
import { type AuditAction, targetTypeOf } from './audit-event.rules.js';
import type { AuditEntry, AuditedBy } from './audit-event-insert.repository.js';
import { type AuditEventRow, type AuditPage, listAuditEvents } from './audit-page.repository.js';

/**
 * An audit event for the statement that makes the change. `targetId` is the local part of the target's id: a uuid, or an
 * integration's key. `changedFields` are names and never values: the audit trail must not become a second place where
 * secrets are kept.
 */
export const auditEntry = (
  { actor, requestId }: AuditedBy,
  action: AuditAction,
  targetId: string,
  changedFields: readonly string[],
  /** The target's name now, for a target that can be deleted. Never a secret. */
  targetLabel: string | null = null,
): AuditEntry => ({
  id: newId(),
  actor,
  requestId,
  action,
  targetType: targetTypeOf(action),
  targetId,
  targetLabel,
  changedFields,
});

export class AuditService {
  constructor(private readonly database: Database) {}

  list(caller: Caller, page: AuditPage): Promise<AuditEventRow[]> {
    return listAuditEvents(this.database.readerFor(caller), caller.workspaceId, page);
  }
}
