import type { Sandbox } from '../sandbox.js';
import type { Client } from '../state/client.js';
import { decideRefresh, type Grant, renew } from '../state/grant.js';
import { endGrant, presentedGrant } from './grants.js';
import { OAuthError } from './oauth-error.js';
import type { Form, TokenRequest } from './token-request.js';

const REFUSED = 'The refresh token is unknown, used, expired or revoked.';

/**
 * A new pair for a refresh token, or in the lenient mode the pair that it was exchanged for a moment ago. Nothing here
 * waits: of two requests with one token, one is first.
 */
export function refresh(sandbox: Sandbox, client: Client, form: Form, request: TokenRequest): Grant {
  if (form.refresh_token === undefined) throw new OAuthError('invalid_request', 'refresh_token is needed.');
  const grant = presentedGrant(sandbox, client, request);
  if (grant === undefined) throw new OAuthError('invalid_grant', REFUSED);
  const { settings } = sandbox.state;
  const decision = decideRefresh(grant, request.presented?.rot ?? 0, sandbox.now(), settings);
  if (decision === 'reuse') endGrant(sandbox, grant, 'reuse');
  if (decision === 'reuse' || decision === 'refuse') throw new OAuthError('invalid_grant', REFUSED);
  if (decision === 'rotate') {
    grant.rotation += 1;
    renew(grant, sandbox.now(), settings);
  }
  request.event.outcome = decision === 'rotate' ? 'rotated' : 'repeated-lenient';
  request.event.newRotation = grant.rotation;
  return grant;
}
