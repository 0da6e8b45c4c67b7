// First: TypeGraphQL's decorators ask for it, although all types are given explicitly and no metadata is emitted.
import 'reflect-metadata';

import type { FastifyInstance, FastifyRequest } from 'fastify';
import { registerGraphql } from '../api/graphql-routes.js';
import { createGraphqlServer } from '../api/graphql-server.js';
import { createContextOf } from '../api/request-context.js';
import { createSchema } from '../api/schema.js';
import { ReplacedSecretsService } from '../credentials/replaced-secrets.service.js';
import type { Config } from '../infra/config/config.js';
import type { Database } from '../infra/database/database.js';
import { createRequestLimits } from '../infra/graphql/request-limits.js';
import { type Authenticate, createAuthenticate } from '../infra/http/authenticate.js';
import {
  endConnectionsWhileDraining,
  type Lifecycle,
  refuseUntilReady,
  registerHealth,
  registerMetrics,
} from '../infra/http/health.js';
import { createHttpServer } from '../infra/http/http-server.js';
import type { Logger } from '../infra/observability/logger.js';
import { Deadlines } from '../infra/process/deadlines.js';
import type { EncryptionContext } from '../infra/secrets/installation.js';
import { LinkEndService } from '../linking/link-end.service.js';
import { OverdueAttemptsService } from '../linking/overdue-attempts.service.js';
import { registerLinkPages } from '../linking/pages/link-pages.routes.js';
import { LinkHoldersService } from '../links/link-holders.service.js';
import { registerPortal } from '../portal/portal.routes.js';
import { findPortalFiles } from '../portal/portal-files.js';
import { createPortalSession } from '../portal/portal-session.js';
import { SessionService } from '../portal/session.service.js';
import type { Actor, ApiKeyService } from '../workspaces/api-key.service.js';
import { createResolvers } from './resolvers.js';
import { createServices } from './services.js';
import { createTokenKeeping, type TokenKeeping } from './token-keeping.js';
import { createWorkspaceServices } from './workspace-services.js';

export interface AppOptions {
  readonly config: Config;
  readonly database: Database;
  /** Called only once the lifecycle is `ready`. */
  readonly encryption: () => EncryptionContext;
  readonly lifecycle: Lifecycle;
  readonly logger: Logger;
  /** What keeps tokens alive; made here when left out, with the leases on the common pool. */
  readonly tokens?: TokenKeeping;
}

/** Composition root, with `services.ts` and what that calls: nothing else makes services. Opens no port. */
export async function createApp(options: AppOptions): Promise<FastifyInstance> {
  const { config, database, encryption, lifecycle, logger } = options;
  const tokens = options.tokens ?? tokenKeeping({ ...options, leases: database });
  // 1. What there is to do, and the schema that says so.
  const callbackUrl = `${config.publicUrl}/oauth/callback`;
  const services = createServices({ config, database, encryption, logger, tokens, callbackUrl });
  const { apiKeys, catalogue, linking } = services;
  const schema = await createSchema(createResolvers(services, { publicUrl: config.publicUrl, callbackUrl }));
  const limits = createRequestLimits(schema, config.mutationsPerMinute, config.readsPerMinute);
  const graphql = createGraphqlServer({ schema, introspection: config.introspection, limits, logger });
  await graphql.start();
  // 2. The doors that need no key.
  const beforeEach = () => refuseUntilReady(lifecycle);
  const app = await createHttpServer({ ...config, logger });
  endConnectionsWhileDraining(app, lifecycle);
  registerHealth(app, lifecycle, database, () => tokens.background.warnings());
  if (config.metrics) await registerMetrics(app);
  await registerLinkPages(app, { ...config, logger, flow: linking, refuseUntilReady: beforeEach });
  // 3. Those that do, by key, or by the cookie of whoever has signed in to the portal with one.
  const authenticate = authentication(apiKeys, config);
  const callerOf = await openPortal(app, { config, apiKeys, encryption, authenticate, beforeEach });
  const deadlines = new Deadlines(config.requestMs);
  const contextOf = createContextOf({ database, catalogue, deadlines, callbackUrl, callerOf });
  await registerGraphql(app, { graphql, beforeEach, contextOf });
  return app;
}

const authentication = (apiKeys: ApiKeyService, config: Config): Authenticate<Actor> =>
  createAuthenticate<Actor>({
    lookUp: (key, hash, digest) => apiKeys.authenticate(key, hash, digest),
    failuresPerMinute: config.failedKeysPerMinute,
  });

interface PortalParts {
  readonly config: Config;
  readonly apiKeys: ApiKeyService;
  readonly encryption: () => EncryptionContext;
  readonly authenticate: Authenticate<Actor>;
  readonly beforeEach: () => void;
}

/** The portal, where there is one; answers how a request's sender is known. */
async function openPortal(app: FastifyInstance, parts: PortalParts) {
  const { config, apiKeys, encryption, authenticate, beforeEach } = parts;
  const files = config.portal ? findPortalFiles() : undefined;
  if (files === undefined)
    return (request: FastifyRequest) => authenticate(request.headers.authorization, request.ip);
  const sessions = new SessionService(apiKeys, () => encryption().sessionKey);
  const session = createPortalSession<Actor>({
    publicUrl: config.publicUrl,
    authenticate,
    sessions,
    beforeEach,
  });
  registerPortal(app, { files, playground: config.playground });
  await session.register(app);
  return session.callerOf;
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
    new ReplacedSecretsService(database, workspaces).startErasing(logger),
    new OverdueAttemptsService(database, ends, () => workspaces.idPages()).startExpiring(logger),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
