// The folder `infra/oauth`: OAuth 2.0 as its standards have it: token requests, answers, PKCE. What one platform does
// differently stands in `providers`; when a token is renewed stands in `tokens`.

import * as oauth from 'oauth4webapi';
import type { Secret } from '../secrets/secret.js';
import type { TokenOutcome } from './oauth-answer.js';
import { type LibraryCall, type OAuthCall, sendOAuth } from './oauth-request.js';
import { readTokenAnswer } from './token-answer.js';

export type { OAuthCall } from './oauth-request.js';

/**
 * Exchanges an authorization code for tokens (RFC 6749 §4.1.3, with the verifier of RFC 7636). Sends it once and never
 * repeats it. Every answer is an outcome; none makes the promise reject.
 */
export function exchangeCode(
  call: OAuthCall & { readonly code: Secret; readonly codeVerifier: Secret; readonly redirectUri: string },
): Promise<TokenOutcome> {
  return tokens(call, (server, client, auth, options) => {
    const callback = new URLSearchParams({ code: call.code.reveal() });
    // The callback's state and issuer were checked when it arrived. The library accepts only what it checked itself.
    const checked = oauth.validateAuthResponse(server, client, callback, oauth.expectNoState);
    const verifier = call.codeVerifier.reveal();
    return oauth.authorizationCodeGrantRequest(server, client, auth, checked, call.redirectUri, verifier, options);
  });
}

/**
 * Presents a refresh token (RFC 6749 §6). Sends it once and never repeats it. Every answer is an outcome; none makes
 * the promise reject.
 */
export function refreshTokens(call: OAuthCall & { readonly refreshToken: Secret }): Promise<TokenOutcome> {
  return tokens(call, (server, client, auth, options) =>
    oauth.refreshTokenGrantRequest(server, client, auth, call.refreshToken.reveal(), options),
  );
}

/** What became of revoking a token: any 2xx confirms it, and `why` holds words of ours alone. */
export type RevokeOutcome = { readonly kind: 'revoked' } | { readonly kind: 'failed'; readonly why: string };

const REVOKE_MS = 10_000;

/** Revokes a token (RFC 7009). Sends it once; a failure is an outcome and is not tried again. */
export async function revokeToken(call: OAuthCall & { readonly token: Secret }): Promise<RevokeOutcome> {
  const answer = await sendOAuth({ answerMs: REVOKE_MS, ...call }, (server, client, auth, options) =>
    oauth.revocationRequest(server, client, auth, call.token.reveal(), options),
  );
  if (answer.kind !== 'answered') return { kind: 'failed', why: answer.why };
  const revoked = answer.status >= 200 && answer.status <= 299;
  return revoked ? { kind: 'revoked' } : { kind: 'failed', why: `status ${answer.status}` };
}

async function tokens(call: OAuthCall, request: LibraryCall): Promise<TokenOutcome> {
  return readTokenAnswer(await sendOAuth(call, request), Date.now());
}
