// First: TypeGraphQL's decorators ask for it, although all types are given explicitly and no metadata is emitted.
import 'reflect-metadata';

import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AuditEventResolver } from './audit/audit-event.resolver.js';
import { AccessTokenResolver } from './companies/access-token.resolver.js';
import { AccessTokenService } from './companies/access-token.service.js';
import { CompanyResolver } from './companies/company.resolver.js';
import { CompanyService } from './companies/company.service.js';
import { CompanyLinkResolver } from './companies/company-link.resolver.js';
import { LinkEndService } from './companies/link-end.service.js';
import { LinkHoldersService } from './companies/link-holders.service.js';
import { registerLinkPages } from './companies/link-pages.routes.js';
import { OverdueAttemptsService } from './companies/overdue-attempts.service.js';
import { RequestContext } from './context.js';
import { ApplicationService } from './credentials/application.service.js';
import { CredentialService } from './credentials/credential.service.js';
import { CredentialSetResolver } from './credentials/credential-set.resolver.js';
import { ReplacedSecretsService } from './credentials/replaced-secrets.service.js';
import { createGraphqlServer } from './graphql-server.js';
import { CatalogueService } from './integrations/catalogue.service.js';
import { IntegrationResolver } from './integrations/integration.resolver.js';
import { IntegrationService } from './integrations/integration.service.js';
import { createLinking } from './linking.js';
import { createLoaders } from './loaders.js';
import { NodeResolver } from './node.resolver.js';
import { createAuthenticate } from './platform/authenticate.js';
import type { Config } from './platform/config.js';
import type { Database } from './platform/database.js';
import { Deadlines } from './platform/deadlines.js';
import { refusal } from './platform/graphql-errors.js';
import {
  endConnectionsWhileDraining,
  type Lifecycle,
  refuseUntilReady,
  registerHealth,
  registerMetrics,
} from './platform/health.js';
import { createHttpServer } from './platform/http-server.js';
import type { Sealing } from './platform/installation.js';
import type { Logger } from './platform/logger.js';
import { registerPortal } from './platform/portal.js';
import { findPortalFiles } from './platform/portal-files.js';
import { createPortalSession } from './platform/portal-session.js';
import { createRequestLimits } from './platform/request-limits.js';
import { untilAborted } from './platform/until-aborted.js';
import { createProviders } from './providers/registry.js';
import { createSchema } from './schema.js';
import { createTokenKeeping, type TokenKeeping } from './token-keeping.js';
import { createWorkspaceServices } from './workspace-services.js';
import { ApiKeyResolver } from './workspaces/api-key.resolver.js';
import { actorName } from './workspaces/api-key.rules.js';
import type { Actor } from './workspaces/api-key.service.js';
import { ReturnUrlsService } from './workspaces/return-urls.service.js';
import { SessionService } from './workspaces/session.service.js';
import { WorkspaceResolver } from './workspaces/workspace.resolver.js';

export interface AppOptions {
  readonly config: Config;
  readonly database: Database;
  /** Called only once the lifecycle is `ready`. */
  readonly sealing: () => Sealing;
  readonly lifecycle: Lifecycle;
  readonly logger: Logger;
  /** What keeps tokens alive; made here when left out, with the leases on the common pool. */
  readonly tokens?: TokenKeeping;
}

declare module 'fastify' {
  interface FastifyRequest {
    context?: RequestContext;
  }
}

/** Composition root: the only place that makes services. Opens no port. */
export async function createApp({
  config,
  database,
  sealing,
  lifecycle,
  logger,
  tokens = tokenKeeping({ config, database, leases: database, sealing, logger }),
}: AppOptions): Promise<FastifyInstance> {
  const callbackUrl = `${config.publicUrl}/oauth/callback`;
  const { audit, apiKeys } = createWorkspaceServices(database);
  const providers = createProviders(config);
  const credentials = new CredentialService(database, sealing, providers);
  const integrations = new IntegrationService(database, audit, apiKeys, credentials);
  const catalogue = new CatalogueService(database);
  const returnUrls = new ReturnUrlsService(database, audit, apiKeys);
  const shared = { database, sealing, logger, audit, apiKeys, catalogue, returnUrls, providers, tokens };
  const linking = createLinking({ ...shared, redirectUri: callbackUrl });
  const accessTokens = new AccessTokenService({
    database,
    access: tokens.access,
    applications: new ApplicationService(sealing),
    providers,
    perSecond: config.tokensPerSecond,
  });
  const schema = await createSchema(
    new Map<unknown, object>([
      [IntegrationResolver, new IntegrationResolver(integrations, callbackUrl)],
      [CredentialSetResolver, new CredentialSetResolver()],
      [ApiKeyResolver, new ApiKeyResolver(apiKeys)],
      [WorkspaceResolver, new WorkspaceResolver(returnUrls)],
      [CompanyResolver, new CompanyResolver(new CompanyService(database, audit, apiKeys))],
      [CompanyLinkResolver, new CompanyLinkResolver(linking, config.publicUrl)],
      [AccessTokenResolver, new AccessTokenResolver(accessTokens)],
      [AuditEventResolver, new AuditEventResolver(audit)],
      [NodeResolver, new NodeResolver()],
    ]),
  );

  const deadlines = new Deadlines(config.requestMs);
  const limits = createRequestLimits(schema, config.mutationsPerMinute, config.readsPerMinute);
  const graphql = createGraphqlServer({ schema, introspection: config.introspection, limits, logger });
  await graphql.start();
  const lookUp = (key: string, hash: Buffer, digest: string) => apiKeys.authenticate(key, hash, digest);
  const authenticate = createAuthenticate<Actor>({ lookUp, failuresPerMinute: config.failedKeysPerMinute });
  const session = createPortalSession<Actor>({
    publicUrl: config.publicUrl,
    authenticate,
    sessions: new SessionService(apiKeys, () => sealing().sessionKey),
    beforeEach: () => refuseUntilReady(lifecycle),
  });
  const portal = config.portal ? findPortalFiles() : undefined;
  const callerOf = (request: FastifyRequest) =>
    portal ? session.callerOf(request) : authenticate(request.headers.authorization, request.ip);

  async function createContext(request: FastifyRequest, reply: FastifyReply): Promise<RequestContext> {
    const signal = deadlines.until(reply.raw);
    const actor = await untilAborted(callerOf(request), signal);
    const { workspaceId, apiKeyId } = actor;
    const snapshot = await untilAborted(catalogue.at(actor.catalogueVersion), signal);
    const newLoaders = () => createLoaders(database.reader(signal), workspaceId, snapshot, callbackUrl);
    const current = { loaders: newLoaders() };
    const afterCommit = () => {
      current.loaders = newLoaders();
    };
    const caller = {
      workspaceId,
      apiKeyId,
      actor: actorName(actor.name, actor.prefix),
      requestId: request.id,
      signal,
      afterCommit,
    };
    const facts = { requestId: request.id, actor, caller, catalogue: snapshot };
    return new RequestContext(facts, current);
  }

  const app = await createHttpServer({ ...config, logger });
  endConnectionsWhileDraining(app, lifecycle);
  registerHealth(app, lifecycle, database, () => tokens.background.warnings());
  if (config.metrics) await registerMetrics(app);
  await registerLinkPages(app, {
    ...config,
    logger,
    flow: linking,
    refuseUntilReady: () => refuseUntilReady(lifecycle),
  });
  if (portal) {
    registerPortal(app, { files: portal, playground: config.playground });
    await session.register(app);
  }
  app.route({
    url: '/graphql',
    method: ['PUT', 'PATCH', 'DELETE'],
    onRequest: refuseMethod,
    handler: refuseMethod,
  });
  await app.register(async (api) => {
    // Before the body is read: whoever has no key costs no more than a look-up.
    api.addHook('onRequest', async (request, reply) => {
      refuseUntilReady(lifecycle);
      request.context = await createContext(request, reply);
    });
    // A new key's plaintext is in an answer, once: no cache may keep it.
    api.addHook('onRequest', async (_request, reply) => void reply.header('cache-control', 'no-store'));
    api.addHook('onSend', async (request, reply, payload) =>
      reply.statusCode < 400 ? payload : withRequestId(payload, request.id),
    );
    const handler = fastifyApolloHandler(graphql, { context: async (request) => contextOf(request) });
    api.route({ url: '/graphql', method: ['GET', 'POST'], handler });
  });
  app.addHook('onClose', async () => graphql.stop());
  return app;
}

/** What keeps the tokens of this installation's links alive. */
export function tokenKeeping(
  options: Omit<Parameters<typeof createTokenKeeping>[0], 'holders' | 'idPages'>,
): TokenKeeping {
  const { audit, workspaces } = createWorkspaceServices(options.database);
  const holders = new LinkHoldersService(audit);
  return createTokenKeeping({ ...options, holders, idPages: () => workspaces.idPages() });
}

/** The background work of a process beside its tokens; answers how to stop it. */
export function startBackground(database: Database, tokens: TokenKeeping, logger: Logger): () => void {
  const { audit, apiKeys, workspaces } = createWorkspaceServices(database);
  const ends = new LinkEndService(database, audit, apiKeys, tokens.revocation);
  const stops = [
    new ReplacedSecretsService(database, workspaces).start(logger),
    new OverdueAttemptsService(database, ends, () => workspaces.idPages()).start(logger),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

async function refuseMethod(_request: FastifyRequest, reply: FastifyReply): Promise<never> {
  reply.header('allow', 'GET, POST');
  throw refusal('METHOD_NOT_ALLOWED', 'Send operations by POST, or queries by GET.');
}

function contextOf({ context }: FastifyRequest): RequestContext {
  if (context === undefined) throw new Error('a request reached GraphQL without an actor');
  return context;
}

/** Apollo refuses some requests before any plugin runs (CSRF, GET mutations, batches): they get the request id here. */
function withRequestId(payload: unknown, requestId: string): unknown {
  if (typeof payload !== 'string' || payload.includes(requestId)) return payload;
  const body = JSON.parse(payload) as { errors?: { extensions?: object }[] };
  const errors = body.errors?.map((error) => ({
    ...error,
    extensions: { ...error.extensions, requestId, retryable: false },
  }));
  return JSON.stringify({ ...body, errors });
}
