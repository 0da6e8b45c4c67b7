import type { Caller } from '../infra/database/caller.js';
import type { Database } from '../infra/database/database.js';
import type { SqlFragment } from '../infra/database/statement.js';
import { newId } from '../infra/ids/ids.js';
import {
  type AuditEventRow,
  type AuditPage,
  insertAuditEventAbout,
  insertAuditEvents,
  listAuditEvents,
} from './audit-event.repository.js';

/** `noun.verb`, past tense. */
export type AuditAction =
  | 'workspace.created'
  | 'workspace.renamed'
  | 'api_key.created'
  | 'api_key.revoked'
  | 'credentials.saved'
  | 'credentials.superseded'
  | 'credentials.deleted'
  | 'integration.enabled'
  | 'integration.disabled'
  | 'workspace.return_urls_set'
  | 'company.created'
  | 'company.updated'
  | 'company.deleted'
  | 'link.requested'
  | 'link.started'
  | 'link.choosing'
  | 'link.linked'
  | 'link.relinked'
  | 'link.failed'
  | 'link.refused'
  | 'link.unlinked'
  | 'link.deauthorized'
  | 'link.recovered'
  | 'token.issued'
  | 'tokens.revoked';

export interface AuditEntry {
  readonly action: AuditAction;
  readonly targetType: 'Workspace' | 'ApiKey' | 'Integration' | 'CredentialSet' | 'Company' | 'CompanyLink';
  /** The local part of the target's id: a uuid, or an integration's key. */
  readonly targetId: string;
  /** Names of what changed. Never values: they would make the audit trail a second home for secrets. */
  readonly changedFields: readonly string[];
}

/** Who is named in the record. */
export type AuditedBy = Pick<Caller, 'workspaceId' | 'actor' | 'requestId'>;

export class AuditService {
  constructor(private readonly database: Database) {}

  /** The part of a write that records it. `when` names the condition, over other parts, under which it happened. */
  record(caller: AuditedBy, entries: readonly AuditEntry[], when?: string): { audited: SqlFragment } {
    const { workspaceId, actor, requestId } = caller;
    const rows = entries.map((entry) => ({ id: newId(), actor, requestId, ...entry }));
    return { audited: insertAuditEvents(workspaceId, rows, when) };
  }

  /** As `record`, of what only the statement itself finds: `source` is SQL that selects the target's `id`, if any. */
  recordAbout(caller: AuditedBy, entry: Omit<AuditEntry, 'targetId'>, source: string): SqlFragment {
    const { workspaceId, actor, requestId } = caller;
    return insertAuditEventAbout(workspaceId, { id: newId(), actor, requestId, ...entry }, source);
  }

  list(caller: Caller, page: AuditPage): Promise<AuditEventRow[]> {
    return listAuditEvents(this.database.reader(caller.signal), caller.workspaceId, page);
  }
}
