import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Query } from '../oauth/authorize-request.js';
import type { Sandbox } from '../sandbox.js';
import { hexId } from '../world/ids.js';
import type { Business, User } from '../world/users.js';
import { authenticateCall, enterBusiness, headerOf, subscriptionOf } from './access.js';
import { API_ERRORS } from './api-error.js';
import { bookRoutes } from './book.routes.js';
import { businessBody, userBody } from './business-body.js';
import { BUSINESS_LIST, listOf, listPage } from './list.js';

const config = { endpoint: 'api' } as const;
interface WithQuery {
  Querystring: Query;
}
interface WithId {
  Params: { id: string };
}

/** Endpoints of the user. They ignore `X-Business` and do not return it. */
function userRoutes(app: FastifyInstance, sandbox: Sandbox): void {
  app.get<WithQuery>('/businesses', { config }, async (request) => {
    const { user } = await authenticateCall(sandbox, request, '3.1');
    const { name, active_only } = request.query;
    const matching = user.businesses.filter(
      (business) =>
        (typeof name !== 'string' || business.name.toLowerCase().includes(name.toLowerCase())) &&
        (active_only !== 'true' || subscriptionOf(sandbox, business) === 'active'),
    );
    const bodies = matching.map((business) => businessBody(sandbox, business));
    return listPage(listOf(bodies), request.query, BUSINESS_LIST);
  });

  app.get<WithId>('/businesses/:id', { config }, async (request) => {
    const { user } = await authenticateCall(sandbox, request, '3.1');
    const { id } = request.params;
    const business = id === 'lead' ? user.businesses[0] : user.businesses.find((business) => business.id === id);
    if (business === undefined) throw API_ERRORS.notFound();
    return businessBody(sandbox, business);
  });

  app.get('/user', { config }, async (request) => userBody((await authenticateCall(sandbox, request, '3.1')).user));
}

/** The business of a call, repeated in the answer's `X-Business`. Without the header it is the lead business. */
async function businessOf(sandbox: Sandbox, request: FastifyRequest, reply: FastifyReply): Promise<Business> {
  const { user } = await authenticateCall(sandbox, request, '3.1');
  const business = selectBusiness(user, headerOf(request, 'x-business'));
  const answered = sandbox.state.settings.wrongBusinessHeader ? hexId(`not ${business.id}`) : business.id;
  reply.header('x-business', answered);
  enterBusiness(sandbox, business);
  return business;
}

function selectBusiness(user: User, id: string | undefined): Business {
  const business = id === undefined ? user.businesses[0] : user.businesses.find((business) => business.id === id);
  if (business !== undefined) return business;
  throw id === undefined ? API_ERRORS.noSubscription() : API_ERRORS.notAllowed();
}

export function v31Routes(app: FastifyInstance, sandbox: Sandbox): void {
  userRoutes(app, sandbox);
  bookRoutes(app, sandbox, '', (request, reply) => businessOf(sandbox, request, reply));
}
