import formbody from '@fastify/formbody';
import Fastify, { type FastifyInstance } from 'fastify';
import { apiRoutes } from './api/api.routes.js';
import { controlRoutes } from './control/control.routes.js';
import { injectFaults } from './faults/inject-faults.js';
import { authorizeRoutes } from './oauth/authorize.routes.js';
import { tokenRoutes } from './oauth/token.routes.js';
import { homePage } from './pages/home.page.js';
import { sendPage } from './pages/layout.js';
import type { Sandbox } from './sandbox.js';
import { logRequests } from './state/request-log.js';
import './fastify-types.js';

/** Serves all of Sage's hosts on one origin, which works because they have no path in common. */
export function createServer(sandbox: Sandbox): FastifyInstance {
  const app = Fastify({ logger: false, forceCloseConnections: true, bodyLimit: 100_000 });
  app.decorateRequest('tokenRequest', null);
  app.decorateRequest('fault', null);
  app.register(formbody);
  logRequests(app, sandbox);
  injectFaults(app, sandbox);
  authorizeRoutes(app, sandbox);
  tokenRoutes(app, sandbox);
  apiRoutes(app, sandbox);
  controlRoutes(app, sandbox);
  app.get('/', async (_request, reply) => sendPage(reply, 200, homePage()));
  return app;
}
