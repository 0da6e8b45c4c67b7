import type DataLoader from 'dataloader';
import { type AuditEvent, toAuditEvent } from '../audit/audit-event.graphql.js';
import { findAuditEvents } from '../audit/audit-event.repository.js';
import type { Catalogue } from '../catalogue/catalogue.service.js';
import { type CompanyLoaders, companyLoaders } from '../companies/company.loaders.js';
import type { CredentialSet } from '../credentials/credential-set.graphql.js';
import { countLinks } from '../credentials/credential-set.repository.js';
import type { Db } from '../infra/database/database.js';
import { loaderById } from '../infra/graphql/loader-by-id.js';
import type { Integration } from '../integrations/integration.graphql.js';
import { credentialSetLoader, integrationLoader } from '../integrations/integration.loaders.js';
import { type ApiKey, toApiKey } from '../workspaces/api-key.graphql.js';
import { findKeys } from '../workspaces/api-key.repository.js';
import { findReturnUrls } from '../workspaces/workspace.repository.js';

/** One request's batches and memory; made anew after each commit. */
export interface Loaders extends CompanyLoaders {
  readonly integration: DataLoader<string, Integration | null>;
  readonly credentialSet: DataLoader<string, CredentialSet | null>;
  /** Links that depend on a credential set, by its id; null for none. */
  readonly linkCount: DataLoader<string, number | null>;
  readonly apiKey: DataLoader<string, ApiKey | null>;
  readonly auditEvent: DataLoader<string, AuditEvent | null>;
  /** Of the workspace itself. */
  readonly returnUrls: DataLoader<string, readonly string[] | null>;
}

export function createLoaders(
  db: Db,
  workspaceId: string,
  catalogue: Catalogue,
  callbackUrl: string,
): Loaders {
  const sources = { db, workspaceId, catalogue, callbackUrl };
  const integration = integrationLoader(sources);
  return {
    integration,
    credentialSet: credentialSetLoader(sources, integration),
    linkCount: loaderById(
      (ids) => countLinks(db, workspaceId, ids),
      ({ links }) => links,
    ),
    apiKey: loaderById((ids) => findKeys(db, workspaceId, ids), toApiKey),
    auditEvent: loaderById((ids) => findAuditEvents(db, workspaceId, ids), toAuditEvent),
    returnUrls: loaderById(
      (ids) => findReturnUrls(db, ids),
      (row) => row.return_urls,
    ),
    ...companyLoaders(db, workspaceId),
  };
}
