import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { subscriptionOf } from '../api/access.js';
import { forgetConsent } from '../oauth/authorization.js';
import { endGrants } from '../oauth/grant-store.js';
import type { Sandbox } from '../sandbox.js';
import { findBusiness, findUser, USERS } from '../world/users.js';
import { orNotFound, parseInput } from './control-input.js';

const Consent = z.strictObject({ clientId: z.string(), user: z.string() });
const Subscription = z.strictObject({
  businessId: z.string(),
  state: z.enum(['active', 'expired', 'expired-shown-as-active']),
});

export function usersControl(app: FastifyInstance, sandbox: Sandbox): void {
  app.get('/users', async () => ({
    users: USERS.map(({ key, firstName, lastName, userId, country, businesses }) => ({
      user: key,
      name: `${firstName} ${lastName}`,
      userId,
      country,
      businesses: businesses.map((business) => ({
        id: business.id,
        v30Id: business.v30Id,
        name: business.name,
        subscription: subscriptionOf(sandbox, business),
      })),
    })),
  }));

  app.post('/subscriptions', async ({ body }) => {
    const { businessId, state } = parseInput(Subscription, body);
    const business = orNotFound(findBusiness(businessId), 'business');
    sandbox.state.subscriptions.set(business.id, state);
    await sandbox.persist();
    return { businessId: business.id, state };
  });

  /**
   * Removes the application as a customer does under "Manage Apps and Connections". The application is not notified.
   */
  app.post('/consents/revoke', async ({ body }) => {
    const { clientId, user } = parseInput(Consent, body);
    orNotFound(sandbox.state.clients.get(clientId), 'client');
    orNotFound(findUser(user), 'user');
    forgetConsent(sandbox, clientId, user);
    const revoked = endGrants(sandbox, clientId, user, 'consent-revoked');
    await sandbox.persist();
    return { revoked };
  });
}
