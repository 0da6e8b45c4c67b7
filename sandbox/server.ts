import formbody from '@fastify/formbody';
import Fastify, { type FastifyInstance } from 'fastify';
import { apiRoutes } from './api/api.routes.js';
import { openBooks } from './api/book-lists.js';
import { trialBalance } from './books/ledger.js';
import { controlRoutes } from './control/control.routes.js';
import { injectFaults } from './faults/inject-faults.js';
import { authorizeRoutes } from './oauth/authorize.routes.js';
import { tokenRoutes } from './oauth/token.routes.js';
import { booksPage } from './pages/books.page.js';
import { errorPage } from './pages/error.page.js';
import { homePage } from './pages/home.page.js';
import { sendPage } from './pages/layout.js';
import type { Sandbox } from './sandbox.js';
import { logRequests } from './state/request-log.js';
import { findBusiness } from './world/users.js';
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
  app.get<{ Params: { id: string } }>('/books/:id', async ({ params }, reply) => {
    const business = findBusiness(params.id);
    if (business === undefined) return sendPage(reply, 404, errorPage('There is no such business.'));
    const books = openBooks(sandbox, business);
    const balances = await trialBalance(books, 0, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
    return sendPage(reply, 200, booksPage(business, books, balances));
  });
  return app;
}
