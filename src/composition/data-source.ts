import { DataSource } from 'typeorm';
import { migrations } from '../../migrations/index.js';
import { AuditEventEntity } from '../audit/audit-event.entity.js';
import { CredentialOptionEntity } from '../catalogue/credential-option.entity.js';
import { IntegrationEntity } from '../catalogue/integration.entity.js';
import { RegionCoverageEntity } from '../catalogue/region-coverage.entity.js';
import { SetupStepEntity } from '../catalogue/setup-step.entity.js';
import { SupportedRegionEntity } from '../catalogue/supported-region.entity.js';
import { CompanyEntity } from '../companies/company.entity.js';
import { CredentialSecretEntity } from '../credentials/credential-secret.entity.js';
import { CredentialSetEntity } from '../credentials/credential-set.entity.js';
import { LastingClient } from '../infra/database/database-client.js';
import { InstallationEntity } from '../infra/secrets/installation.entity.js';
import { IntegrationSettingEntity } from '../integrations/integration-setting.entity.js';
import { CompanyLinkEntity } from '../links/company-link.entity.js';
import { LinkAttemptEntity } from '../links/link-attempt.entity.js';
import { PlatformGrantEntity } from '../tokens/grant/platform-grant.entity.js';
import { ApiKeyEntity } from '../workspaces/api-key.entity.js';
import { WorkspaceEntity } from '../workspaces/workspace.entity.js';

export const entities = [
  InstallationEntity,
  IntegrationEntity,
  CredentialOptionEntity,
  SupportedRegionEntity,
  RegionCoverageEntity,
  SetupStepEntity,
  WorkspaceEntity,
  ApiKeyEntity,
  IntegrationSettingEntity,
  CredentialSetEntity,
  CredentialSecretEntity,
  AuditEventEntity,
  PlatformGrantEntity,
  CompanyEntity,
  CompanyLinkEntity,
  LinkAttemptEntity,
];

/** Not connected yet. Waits 2 s for a free connection, where `pg` by default waits for ever. */
export function createDataSource(url: string, poolSize: number): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    schema: 'ledgerlink',
    entities,
    migrations,
    migrationsTableName: 'migration',
    applicationName: 'ledgerlink',
    // Else TypeORM runs CREATE EXTENSION on connect, which an ordinary role may not.
    installExtensions: false,
    // TypeORM's own logger prints bound values.
    logging: false,
    poolSize,
    extra: {
      Client: LastingClient,
      connectionTimeoutMillis: 2_000,
      idleTimeoutMillis: 30_000,
      keepAlive: true,
    },
    // An idle connection that breaks is dropped from the pool; the next statement opens another.
    poolErrorHandler: () => undefined,
  });
}
