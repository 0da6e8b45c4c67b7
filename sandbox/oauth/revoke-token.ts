import type { Sandbox } from '../sandbox.js';
import type { Client } from '../state/client.js';
import { forgetConsent } from './authorization.js';
import { endGrant, endGrants, presentedGrant } from './grant-store.js';
import { OAuthError } from './oauth-error.js';
import type { Form, TokenRequest } from './token-request.js';

/**
 * Ends the grant of its newest refresh token. Any other token gets the same answer and changes nothing (RFC 7009, 2.2).
 */
export function revokeToken(sandbox: Sandbox, client: Client, form: Form, request: TokenRequest): void {
  if (form.token === undefined) throw new OAuthError('invalid_request', 'token is required.');
  const grant = presentedGrant(sandbox, client, request);
  const isNewest = grant !== undefined && grant.revoked === null && request.presented?.rot === grant.rotation;
  request.event.outcome = isNewest ? 'revoked' : 'revoke-ignored';
  if (!isNewest) return;
  endGrant(sandbox, grant, 'revoke-endpoint');
  // The next sign-in asks for consent again.
  forgetConsent(sandbox, grant.clientId, grant.user);
  if (sandbox.state.settings.consentMode === 'revoke-ends-consent')
    endGrants(sandbox, grant.clientId, grant.user, 'other-grant-revoked');
}
