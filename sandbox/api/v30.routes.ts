import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Sandbox } from '../sandbox.js';
import type { Business, User } from '../world/users.js';
import { authenticateCall, enterBusiness, headerOf } from './access.js';
import { API_ERRORS } from './api-error.js';
import { bookRoutes } from './book.routes.js';
import { businessBody, userBody } from './business-body.js';

const config = { endpoint: 'api' } as const;
const CORE = '/core/v3';
const ACCOUNTS = '/accounts/v3';

/** API v3.0 for GB and IE, which share one path. */
export function v30Routes(app: FastifyInstance, sandbox: Sandbox): void {
  app.get(`${CORE}/business`, { config }, async (request) => {
    const { business } = await authorizeCall(sandbox, request);
    return { ...businessBody(sandbox, business), id: business.v30Id, $path: '/business' };
  });
  app.get(`${CORE}/user`, { config }, async (request) => userBody((await authorizeCall(sandbox, request)).user));
  bookRoutes(app, sandbox, ACCOUNTS, async (request) => {
    const { business } = await authorizeCall(sandbox, request);
    enterBusiness(sandbox, business);
    return business;
  });
}

/** Checks a call in Sage's order: first the gateway, which does not look at tokens, then the API. */
async function authorizeCall(sandbox: Sandbox, request: FastifyRequest): Promise<{ user: User; business: Business }> {
  const subscriptionKey = headerOf(request, 'ocp-apim-subscription-key');
  if (subscriptionKey === undefined) throw API_ERRORS.subscriptionKeyMissing();
  const clients = [...sandbox.state.clients.values()];
  if (!clients.some((client) => client.subscriptionKey === subscriptionKey)) throw API_ERRORS.subscriptionKeyInvalid();
  const site = headerOf(request, 'x-site');
  if (site === undefined) throw API_ERRORS.headerNotFound('X-Site');
  const { claims, user } = await authenticateCall(sandbox, request, '3.0');
  const grant = sandbox.state.grants.get(claims.gid);
  const business = user.businesses.find(({ id }) => id === grant?.businessId);
  if (business === undefined || business.v30Id !== site) throw API_ERRORS.accessDenied();
  return { user, business };
}
