// First: TypeGraphQL's decorators ask for it, although all types are given explicitly and no metadata is emitted.
import 'reflect-metadata';

import type { FastifyInstance, FastifyRequest } from 'fastify';
import { registerExports } from '../accounting/export.routes.js';
import { registerGraphql } from '../api/graphql-routes.js';
import { createGraphqlServer } from '../api/graphql-server.js';
import { loadersOf } from '../api/loaders.js';
import { createContexts } from '../api/request-context.js';
import { createSchema } from '../api/schema.js';
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
import { Deadlines } from '../infra/process/deadlines.js';
import { decryptionWarnings } from '../infra/secrets/vault.js';
import { registerLinkPages } from '../linking/pages/link-pages.routes.js';
import { registerPlatformRequests } from '../platform-requests/platform-request.routes.js';
import { registerPortal } from '../portal/portal.routes.js';
import { findPortalFiles } from '../portal/portal-files.js';
import { createPortalSession } from '../portal/portal-session.js';
import type { Actor } from '../workspaces/api-key.service.js';
import type { Composition } from './composition.js';
import { createResolvers } from './resolvers.js';

/** The HTTP server with all routes of a composed process. Opens no port. */
export async function createApp(composition: Composition, lifecycle: Lifecycle): Promise<FastifyInstance> {
  const { config, database, logger, services, slices } = composition;
  // 1. GraphQL.
  const schema = await createSchema(slices, createResolvers(composition));
  const limits = createRequestLimits(schema, config.mutationsPerMinute, config.readsPerMinute);
  const graphql = createGraphqlServer({ schema, introspection: config.introspection, limits, logger });
  await graphql.start();
  // 2. Routes that need no key.
  const beforeEach = () => refuseUntilReady(lifecycle);
  const app = await createHttpServer({ ...config, logger });
  endConnectionsWhileDraining(app, lifecycle);
  const warnings = () => [...services.tokenBackground.warnings(), ...decryptionWarnings()];
  registerHealth(app, lifecycle, database, warnings);
  if (config.metrics) await registerMetrics(app);
  await registerLinkPages(app, { ...config, logger, services, refuseUntilReady: beforeEach });
  // 3. Routes for an API key, or for the cookie of a browser that has signed in to the portal with one.
  const authenticate = authenticateOf(composition);
  const byKey = (request: FastifyRequest) => authenticate(request.headers.authorization, request.clientKey);
  const callerOf = (await openPortal(app, composition, authenticate, beforeEach)) ?? byKey;
  const contexts = createContexts({
    database,
    catalogue: services.catalogue,
    deadlines: new Deadlines(config.requestMs),
    callbackUrl: config.callbackUrl,
    rawData: services.rawData,
    callerOf,
    loaders: loadersOf(slices),
  });
  const { repeats, eventFeed } = services;
  await registerGraphql(app, { graphql, beforeEach, contexts, repeats, eventFeed, logger });
  // By key alone: the cookie of the portal is no key for other programs.
  const { platformRequests, exports } = services;
  await registerPlatformRequests(app, { ...config, logger, platformRequests, authenticate: byKey, beforeEach });
  await registerExports(app, { ...config, exports, authenticate: byKey, beforeEach });
  return app;
}

const authenticateOf = ({ config, services }: Composition): Authenticate<Actor> =>
  createAuthenticate<Actor>({
    lookUp: (key, hash, digest) => services.apiKeys.authenticate(key, hash, digest),
    failuresPerMinute: config.failedKeysPerMinute,
  });

/** The portal, where it is built and wanted; returns how the sender of a request is found. Undefined: there is none. */
async function openPortal(
  app: FastifyInstance,
  { config, services }: Composition,
  authenticate: Authenticate<Actor>,
  beforeEach: () => void,
): Promise<((request: FastifyRequest) => Promise<Actor>) | undefined> {
  const files = config.portal ? findPortalFiles() : undefined;
  if (files === undefined) return undefined;
  const { publicUrl, basePath, playground } = config;
  const session = createPortalSession<Actor>({ publicUrl, authenticate, sessions: services.sessions, beforeEach });
  registerPortal(app, { files, basePath, playground, hasSession: session.hasCookie });
  await session.register(app);
  return session.callerOf;
}
