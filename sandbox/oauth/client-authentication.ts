import type { Sandbox } from '../sandbox.js';
import type { ApiVersion, Client } from '../state/client.js';
import { equalSecrets } from './equal-secrets.js';
import { OAuthError } from './oauth-error.js';
import type { Form } from './token-request.js';

/**
 * Authenticates a client by the id and secret in the form, at the token endpoint of its own API version.
 * @throws OAuthError `invalid_client`
 */
export function authenticateClient({ state }: Sandbox, form: Form, apiVersion: ApiVersion): Client {
  const client = state.clients.get(form.client_id ?? '');
  const isKnown = client !== undefined && client.apiVersion === apiVersion;
  if (!isKnown || !equalSecrets(client.clientSecret, form.client_secret ?? ''))
    throw new OAuthError('invalid_client', 'Client authentication failed.');
  return client;
}
