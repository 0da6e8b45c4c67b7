import type { Sandbox } from '../sandbox.js';
import type { Client } from '../state/client.js';
import { forgetConsent } from './authorization.js';
import { endGrant, endGrants, presentedGrant } from './grants.js';
import { OAuthError } from './oauth-error.js';
import type { Form, TokenRequest } from './token-request.js';

/** Ends the grant whose newest refresh token this is. Anything else is answered alike and changes nothing (RFC 7009). */
export function revoke(sandbox: Sandbox, client: Client, form: Form, request: TokenRequest): void {
  if (form.token === undefined) throw new OAuthError('invalid_request', 'token is needed.');
  const grant = presentedGrant(sandbox, client, request);
  const isNewest = grant !== undefined && grant.revoked === null && request.presented?.rot === grant.rotation;
  request.event.outcome = isNewest ? 'revoked' : 'revoke-ignored';
  if (!isNewest) return;
  endGrant(sandbox, grant, 'revoke-endpoint');
  // The next sign-in is asked for consent again.
  forgetConsent(sandbox, grant.clientId, grant.user);
  if (sandbox.state.settings.consentMode === 'revoke-ends-consent')
    endGrants(sandbox, grant.clientId, grant.user, 'other-grant-revoked');
}
