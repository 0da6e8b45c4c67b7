import type { Sandbox } from '../sandbox.js';
import type { Client } from '../state/client.js';
import type { Grant } from '../state/grant.js';
import { findUser } from '../world/users.js';
import { createGrant } from './grants.js';
import { OAuthError } from './oauth-error.js';
import { isVerified } from './pkce.js';
import type { Form, TokenRequest } from './token-request.js';

const REFUSED = 'The code is unknown, used, expired or was not made for this request.';

/** A code for a grant. The code is used up by its own application, whatever else is wrong: nobody tries verifiers. */
export function exchange(sandbox: Sandbox, client: Client, form: Form, { event }: TokenRequest): Grant {
  const { codes } = sandbox.state;
  if (form.code === undefined || form.redirect_uri === undefined)
    throw new OAuthError('invalid_request', 'code and redirect_uri are needed.');
  const code = codes.get(form.code);
  if (code === undefined || code.clientId !== client.clientId) throw new OAuthError('invalid_grant', REFUSED);
  codes.delete(form.code);
  const fits =
    sandbox.now() < code.expiresAt &&
    form.redirect_uri === code.redirectUri &&
    isVerified(code.challenge, form.code_verifier);
  if (!fits) throw new OAuthError('invalid_grant', REFUSED);
  const { user, country, scope } = code;
  const { clientId, apiVersion } = client;
  const businessId = apiVersion === '3.0' ? (findUser(user)?.businesses[0]?.id ?? null) : null;
  const grant = createGrant(sandbox, { clientId, apiVersion, user, country, scope, businessId });
  event.outcome = 'issued';
  event.grantId = grant.grantId;
  event.newRotation = grant.rotation;
  return grant;
}
