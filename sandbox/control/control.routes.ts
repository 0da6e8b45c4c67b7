import type { FastifyError, FastifyInstance, FastifyRequest } from 'fastify';
import { equalSecrets } from '../oauth/equal-secrets.js';
import type { Sandbox } from '../sandbox.js';
import { authorizeControl } from './authorize.routes.js';
import { booksControl } from './books.routes.js';
import { changesControl } from './changes.routes.js';
import { clientsControl } from './clients.routes.js';
import { ControlError } from './control-input.js';
import { eventsControl } from './events.routes.js';
import { faultsControl } from './faults.routes.js';
import { grantsControl } from './grants.routes.js';
import { settingsControl } from './settings.routes.js';
import { usersControl } from './users.routes.js';

const ROUTE_GROUPS = [
  authorizeControl,
  booksControl,
  changesControl,
  clientsControl,
  eventsControl,
  faultsControl,
  grantsControl,
  settingsControl,
  usersControl,
];
const LOOPBACK = /^(?:127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/;

/**
 * The control API: everything that the real Sage does not offer. It creates and revokes access, so it answers only
 * requests from this machine that carry the control key.
 */
export function controlRoutes(app: FastifyInstance, sandbox: Sandbox): void {
  app.register(
    async (scope) => {
      scope.addHook('onRequest', async (request) => assertAllowed(sandbox, request));
      scope.setErrorHandler((error: FastifyError | ControlError, _request, reply) => {
        const isControlError = error instanceof ControlError;
        const status = isControlError ? error.status : (error.statusCode ?? 500);
        const message = isControlError || status < 500 ? error.message : 'The sandbox failed.';
        return reply.code(status).send({ error: message, problems: isControlError ? error.problems : [] });
      });
      scope.setNotFoundHandler(() => {
        throw new ControlError(404, 'There is no such control endpoint.');
      });
      for (const addRoutes of ROUTE_GROUPS) addRoutes(scope, sandbox);
    },
    { prefix: '/control' },
  );
}

function assertAllowed({ controlKey }: Sandbox, { socket, headers }: FastifyRequest): void {
  if (!LOOPBACK.test(socket.remoteAddress ?? ''))
    throw new ControlError(403, 'The control API answers on loopback only.');
  const key = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
  if (!equalSecrets(key, controlKey))
    throw new ControlError(401, 'Send the control key: `authorization: Bearer <SANDBOX_CONTROL_KEY>`.');
}
