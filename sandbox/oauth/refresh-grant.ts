import type { Sandbox } from '../sandbox.js';
import type { Client } from '../state/client.js';
import { decideRefresh, type Grant, setTokenTimes } from '../state/grant.js';
import { endGrant, presentedGrant } from './grant-store.js';
import { OAuthError } from './oauth-error.js';
import type { Form, TokenRequest } from './token-request.js';

const REFUSAL = 'The refresh token is unknown, used, expired or revoked.';

/**
 * Rotates a grant's token pair. In lenient mode a token that was rotated a moment ago gets the same pair again. The
 * function is synchronous, so two requests with one token cannot both rotate it.
 * @throws OAuthError
 */
export function refreshGrant(sandbox: Sandbox, client: Client, form: Form, request: TokenRequest): Grant {
  if (form.refresh_token === undefined) throw new OAuthError('invalid_request', 'refresh_token is required.');
  const grant = presentedGrant(sandbox, client, request);
  if (grant === undefined) throw new OAuthError('invalid_grant', REFUSAL);
  const { settings } = sandbox.state;
  const decision = decideRefresh(grant, request.presented?.rot ?? 0, sandbox.now(), settings);
  if (decision === 'reuse') endGrant(sandbox, grant, 'reuse');
  if (decision === 'reuse' || decision === 'refuse') throw new OAuthError('invalid_grant', REFUSAL);
  if (decision === 'rotate') {
    grant.rotation += 1;
    setTokenTimes(grant, sandbox.now(), settings);
  }
  request.event.outcome = decision === 'rotate' ? 'rotated' : 'repeated-lenient';
  request.event.newRotation = grant.rotation;
  return grant;
}
