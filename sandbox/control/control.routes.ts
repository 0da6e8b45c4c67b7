import type { FastifyError, FastifyInstance, FastifyRequest } from 'fastify';
import { equalSecrets } from '../oauth/equal-secrets.js';
import type { Sandbox } from '../sandbox.js';
import { authorizeControl } from './authorize.routes.js';
import { clientsControl } from './clients.routes.js';
import { ControlError } from './control-error.js';
import { eventsControl } from './events.routes.js';
import { faultsControl } from './faults.routes.js';
import { grantsControl } from './grants.routes.js';
import { settingsControl } from './settings.routes.js';
import { usersControl } from './users.routes.js';

const PARTS = [
  authorizeControl,
  clientsControl,
  eventsControl,
  faultsControl,
  grantsControl,
  settingsControl,
  usersControl,
];
const LOOPBACK = /^(?:127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/;

/** Everything that no Sage has. From this machine alone and with the key, since it makes and takes away access. */
export function controlRoutes(app: FastifyInstance, sandbox: Sandbox): void {
  app.register(
    async (scope) => {
      scope.addHook('onRequest', async (request) => admit(sandbox, request));
      scope.setErrorHandler((error: FastifyError | ControlError, _request, reply) => {
        const isOurs = error instanceof ControlError;
        const status = isOurs ? error.status : (error.statusCode ?? 500);
        const message = isOurs || status < 500 ? error.message : 'Something broke in the sandbox.';
        return reply.code(status).send({ error: message, problems: isOurs ? error.problems : [] });
      });
      scope.setNotFoundHandler(() => {
        throw new ControlError(404, 'There is no such control endpoint.');
      });
      for (const part of PARTS) part(scope, sandbox);
    },
    { prefix: '/control' },
  );
}

function admit({ controlKey }: Sandbox, { socket, headers }: FastifyRequest): void {
  if (!LOOPBACK.test(socket.remoteAddress ?? ''))
    throw new ControlError(403, 'The control API answers on loopback only.');
  const key = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
  if (!equalSecrets(key, controlKey))
    throw new ControlError(401, 'Send the control key: `authorization: Bearer <SANDBOX_CONTROL_KEY>`.');
}
