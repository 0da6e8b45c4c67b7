import type { AuditService } from '../audit/audit.service.js';
import type { CatalogueService } from '../catalogue/catalogue.service.js';
import { ApplicationService } from '../credentials/application.service.js';
import type { Database } from '../infra/database/database.js';
import type { Logger } from '../infra/observability/logger.js';
import type { EncryptionContext } from '../infra/secrets/installation.js';
import { BusinessChoiceService } from '../linking/business-choice.service.js';
import { LinkCallbackService } from '../linking/link-callback.service.js';
import { LinkEndService } from '../linking/link-end.service.js';
import { LinkRequestService } from '../linking/link-request.service.js';
import { LinkStartService } from '../linking/link-start.service.js';
import { LinkVerifierService } from '../linking/link-verifier.service.js';
import { LinkViewService } from '../linking/link-view.service.js';
import { LinkingOptionsService } from '../linking/linking-options.service.js';
import type { LinkFlow } from '../linking/pages/link-page-context.js';
import { PlatformReadService } from '../linking/platform-read.service.js';
import type { Provider } from '../providers/provider.js';
import type { ApiKeyService } from '../workspaces/api-key.service.js';
import type { ReturnUrlsService } from '../workspaces/return-urls.service.js';
import type { TokenKeeping } from './token-keeping.js';

export interface LinkingOptions {
  readonly database: Database;
  readonly encryption: () => EncryptionContext;
  readonly logger: Logger;
  readonly audit: AuditService;
  readonly apiKeys: ApiKeyService;
  readonly catalogue: CatalogueService;
  readonly returnUrls: ReturnUrlsService;
  readonly providers: ReadonlyMap<string, Provider>;
  readonly tokens: Pick<TokenKeeping, 'access' | 'exchange' | 'revocation'>;
  /** Where platforms send customers back to. */
  readonly redirectUri: string;
}

export interface Linking extends LinkFlow {
  readonly requests: LinkRequestService;
}

/** The part of the composition root that makes what links companies. */
export function createLinking(options: LinkingOptions): Linking {
  const { database, encryption, logger, audit, apiKeys, catalogue, returnUrls, providers, redirectUri } =
    options;
  const { access, exchange, revocation } = options.tokens;
  const linkable = new LinkingOptionsService(database, providers);
  const views = new LinkViewService(database, catalogue, linkable);
  const ends = new LinkEndService(database, audit, apiKeys, revocation);
  const platform = new PlatformReadService(database, access, new ApplicationService(encryption), providers);
  const choices = new BusinessChoiceService(database, audit, apiKeys, { platform, ends, revocation });
  const verifiers = new LinkVerifierService(encryption);
  const starts = new LinkStartService(database, audit, revocation, { providers, verifiers, redirectUri });
  const calls = { views, ends, grants: exchange, listing: choices, providers, verifiers, logger };
  const callbacks = new LinkCallbackService(database, audit, calls);
  const requests = new LinkRequestService(database, audit, apiKeys, { linkable, returnUrls, revocation });
  return { views, starts, callbacks, choices, ends, requests };
}
