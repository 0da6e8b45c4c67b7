import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Sandbox } from '../sandbox.js';
import type { Client } from '../state/client.js';
import { orNotFound, parseInput } from './control-input.js';

const text = z.string().min(1).max(2_048);
const redirectUri = text.refine(
  (uri) => /^https?:\/\//.test(uri) && !uri.includes('#'),
  'must be an http or https URL without a fragment',
);
const NewClient = z.strictObject({
  clientId: text,
  clientSecret: text,
  apiVersion: z.enum(['3.1', '3.0']),
  redirectUris: z.array(redirectUri).max(100).default([]),
  anyLoopbackCallback: z.boolean().default(false),
  subscriptionKey: text.optional(),
  signingSecret: text.optional(),
});
const NewSecret = z.strictObject({ clientId: text, clientSecret: text });

const publicView = ({ clientId, apiVersion, redirectUris, anyLoopbackCallback }: Client) => ({
  clientId,
  apiVersion,
  redirectUris,
  anyLoopbackCallback,
});

export function clientsControl(app: FastifyInstance, sandbox: Sandbox): void {
  const { state } = sandbox;

  app.get('/clients', async () => ({ clients: [...state.clients.values()].map(publicView) }));

  app.post('/clients', async ({ body }) => {
    const client = parseInput(NewClient, body);
    state.clients.set(client.clientId, client);
    await sandbox.persist();
    return publicView(client);
  });

  app.post('/clients/secret', async ({ body }) => {
    const { clientId, clientSecret } = parseInput(NewSecret, body);
    const client = { ...orNotFound(state.clients.get(clientId), 'client'), clientSecret };
    state.clients.set(clientId, client);
    await sandbox.persist();
    return publicView(client);
  });
}
