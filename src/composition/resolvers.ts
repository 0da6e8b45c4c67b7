import { AccessTokenResolver } from '../access-tokens/access-token.resolver.js';
import { NodeResolver } from '../api/node.resolver.js';
import type { Instances } from '../api/schema.js';
import { AuditEventResolver } from '../audit/audit-event.resolver.js';
import { CompanyResolver } from '../companies/company.resolver.js';
import { CredentialSetResolver } from '../credentials/credential-set.resolver.js';
import { IntegrationResolver } from '../integrations/integration.resolver.js';
import { CompanyLinkResolver } from '../linking/company-link.resolver.js';
import { ApiKeyResolver } from '../workspaces/api-key.resolver.js';
import { WorkspaceResolver } from '../workspaces/workspace.resolver.js';
import type { Services } from './services.js';

/** The resolvers of the schema, each with the services that it translates for. */
export const createResolvers = (
  services: Services,
  urls: { readonly publicUrl: string; readonly callbackUrl: string },
): Instances =>
  new Map<unknown, object>([
    [IntegrationResolver, new IntegrationResolver(services.integrations, urls.callbackUrl)],
    [CredentialSetResolver, new CredentialSetResolver()],
    [ApiKeyResolver, new ApiKeyResolver(services.apiKeys)],
    [WorkspaceResolver, new WorkspaceResolver(services.returnUrls)],
    [CompanyResolver, new CompanyResolver(services.companies)],
    [CompanyLinkResolver, new CompanyLinkResolver(services.linking, urls.publicUrl)],
    [AccessTokenResolver, new AccessTokenResolver(services.accessTokens)],
    [AuditEventResolver, new AuditEventResolver(services.audit)],
    [NodeResolver, new NodeResolver()],
  ]);
