import { AccessTokenService } from '../access-tokens/access-token.service.js';
import type { AuditService } from '../audit/audit.service.js';
import { CatalogueService } from '../catalogue/catalogue.service.js';
import { CompanyService } from '../companies/company.service.js';
import { ApplicationService } from '../credentials/application.service.js';
import { CredentialService } from '../credentials/credential.service.js';
import type { Config } from '../infra/config/config.js';
import type { Database } from '../infra/database/database.js';
import type { Logger } from '../infra/observability/logger.js';
import type { EncryptionContext } from '../infra/secrets/installation.js';
import { IntegrationService } from '../integrations/integration.service.js';
import { createProviders } from '../providers/registry.js';
import type { ApiKeyService } from '../workspaces/api-key.service.js';
import { ReturnUrlsService } from '../workspaces/return-urls.service.js';
import { createLinking, type Linking } from './linking.js';
import type { TokenKeeping } from './token-keeping.js';
import { createWorkspaceServices } from './workspace-services.js';

export interface ServicesOptions {
  readonly config: Config;
  readonly database: Database;
  /** Called only once the lifecycle is `ready`. */
  readonly encryption: () => EncryptionContext;
  readonly logger: Logger;
  readonly tokens: TokenKeeping;
  /** Where platforms send customers back to. */
  readonly callbackUrl: string;
}

/** What the API can do: one service for each door of it. */
export interface Services {
  readonly audit: AuditService;
  readonly apiKeys: ApiKeyService;
  readonly returnUrls: ReturnUrlsService;
  readonly catalogue: CatalogueService;
  readonly integrations: IntegrationService;
  readonly companies: CompanyService;
  readonly linking: Linking;
  readonly accessTokens: AccessTokenService;
}

/** The part of the composition root that makes what the resolvers and pages call. Sends nothing and writes nothing by itself. */
export function createServices(options: ServicesOptions): Services {
  const { config, database, encryption, logger, tokens, callbackUrl: redirectUri } = options;
  const { audit, apiKeys } = createWorkspaceServices(database);
  const providers = createProviders(config);
  const credentials = new CredentialService(database, encryption, providers);
  const catalogue = new CatalogueService(database);
  const returnUrls = new ReturnUrlsService(database, audit, apiKeys);
  const shared = { database, encryption, logger, audit, apiKeys, catalogue, returnUrls, providers, tokens };
  return {
    audit,
    apiKeys,
    returnUrls,
    catalogue,
    integrations: new IntegrationService(database, audit, apiKeys, credentials),
    companies: new CompanyService(database, audit, apiKeys),
    linking: createLinking({ ...shared, redirectUri }),
    accessTokens: new AccessTokenService({
      database,
      access: tokens.access,
      applications: new ApplicationService(encryption),
      providers,
      perSecond: config.tokensPerSecond,
    }),
  };
}
