import type { Sandbox } from '../sandbox.js';
import type { Client } from '../state/client.js';
import type { Grant } from '../state/grant.js';
import { findUser } from '../world/users.js';
import { createGrant } from './grant-store.js';
import { OAuthError } from './oauth-error.js';
import { isVerified } from './pkce.js';
import type { Form, TokenRequest } from './token-request.js';

const REFUSAL = 'The code is unknown, used, expired or was not issued for this request.';

/**
 * Exchanges an authorization code for a grant. A failed attempt by the code's own application also uses the code up, so
 * that verifiers cannot be guessed.
 * @throws OAuthError
 */
export function exchangeCode(sandbox: Sandbox, client: Client, form: Form, { event }: TokenRequest): Grant {
  const { codes } = sandbox.state;
  if (form.code === undefined || form.redirect_uri === undefined)
    throw new OAuthError('invalid_request', 'code and redirect_uri are required.');
  const code = codes.get(form.code);
  if (code === undefined || code.clientId !== client.clientId) throw new OAuthError('invalid_grant', REFUSAL);
  codes.delete(form.code);
  const isValid =
    sandbox.now() < code.expiresAt &&
    form.redirect_uri === code.redirectUri &&
    isVerified(code.challenge, form.code_verifier);
  if (!isValid) throw new OAuthError('invalid_grant', REFUSAL);
  const { user, country, scope } = code;
  const { clientId, apiVersion } = client;
  const businessId = apiVersion === '3.0' ? (findUser(user)?.businesses[0]?.id ?? null) : null;
  const grant = createGrant(sandbox, { clientId, apiVersion, user, country, scope, businessId });
  event.outcome = 'issued';
  event.grantId = grant.grantId;
  event.newRotation = grant.rotation;
  return grant;
}
