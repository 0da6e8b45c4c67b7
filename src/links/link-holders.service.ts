import type { AuditEntry, AuditService } from '../audit/audit.service.js';
import type { SqlFragments } from '../infra/database/statement.js';
import type { GrantHolders } from '../tokens/grant/grant.outcomes.js';
import { loseLink, recoverLink } from './link-holders.repository.js';

/** Who is named where nobody asked. */
const ITSELF = { actor: 'ledgerlink', requestId: 'background' };

/** What follows for links when their grants are given up, come back, or are revoked: parts of the same statement. */
export class LinkHoldersService implements GrantHolders {
  constructor(private readonly audit: AuditService) {}

  deauthorized(workspaceId: string): SqlFragments {
    const entry = audited('link.deauthorized', ['status', 'statusReason']);
    return {
      ...loseLink(workspaceId),
      lost_audited: this.audit.recordAbout({ ...ITSELF, workspaceId }, entry, 'SELECT id FROM lost_link'),
    };
  }

  recovered(workspaceId: string): SqlFragments {
    const entry = audited('link.recovered', ['status', 'statusReason']);
    return {
      ...recoverLink(workspaceId),
      recovery_audited: this.audit.recordAbout(
        { ...ITSELF, workspaceId },
        entry,
        'SELECT id FROM recovered_link',
      ),
    };
  }

  /** An ended grant belongs to no link any more: what is left to name is the application. */
  revoked(workspaceId: string): SqlFragments {
    const entry = {
      action: 'tokens.revoked',
      targetType: 'CredentialSet',
      changedFields: ['tokens'],
    } as const;
    const source = `SELECT g.credential_set_id AS id FROM revoked r
      JOIN ledgerlink.platform_grant g ON g.workspace_id = r.workspace_id AND g.id = r.id`;
    return { revocation_audited: this.audit.recordAbout({ ...ITSELF, workspaceId }, entry, source) };
  }
}

const audited = (
  action: AuditEntry['action'],
  changedFields: readonly string[],
): Omit<AuditEntry, 'targetId'> => ({ action, targetType: 'CompanyLink', changedFields });
