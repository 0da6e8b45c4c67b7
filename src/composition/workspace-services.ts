import { AuditService } from '../audit/audit.service.js';
import type { Database } from '../infra/database/database.js';
import { ApiKeyService } from '../workspaces/api-key.service.js';
import { WorkspaceService } from '../workspaces/workspace.service.js';

export interface WorkspaceServices {
  readonly audit: AuditService;
  readonly apiKeys: ApiKeyService;
  readonly workspaces: WorkspaceService;
}

/** The services that the API, the command line and a first start all work with. */
export function createWorkspaceServices(database: Database): WorkspaceServices {
  const audit = new AuditService(database);
  const apiKeys = new ApiKeyService(database, audit);
  return { audit, apiKeys, workspaces: new WorkspaceService(database, audit, apiKeys) };
}
