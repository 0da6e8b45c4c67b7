import type { Sandbox } from '../sandbox.js';
import type { ApiVersion, Client } from '../state/client.js';
import { equalSecrets } from './equal-secrets.js';
import { OAuthError } from './oauth-error.js';
import type { Form } from './token-request.js';

/** Id and secret in the form, and at the endpoint of the application's own API version. */
export function authenticateClient({ state }: Sandbox, form: Form, apiVersion: ApiVersion): Client {
  const client = state.clients.get(form.client_id ?? '');
  const known = client !== undefined && client.apiVersion === apiVersion;
  if (!known || !equalSecrets(client.clientSecret, form.client_secret ?? ''))
    throw new OAuthError('invalid_client', 'Client authentication failed.');
  return client;
}
