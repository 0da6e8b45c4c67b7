import * as oauth from 'oauth4webapi';
import type { RawAnswer } from './http-answer.js';
import { sendForm } from './http-client.js';
import { readTokenAnswer, type TokenOutcome } from './oauth-answer.js';
import type { Secret } from './secret.js';

/** Who calls, and where to: the same for every call of an application. */
export interface OAuthCall {
  readonly endpoints: {
    readonly token: URL;
    readonly revoke: URL;
    /** The only origins that may be called: the platform's own. */
    readonly origins: readonly string[];
  };
  readonly clientId: string;
  readonly clientSecret: Secret;
  /** The last word before the request is written; false: `not-sent`. */
  readonly maySend?: () => boolean;
  /** How long an answer is waited for: two minutes by default for tokens, ten seconds for revoking. */
  readonly answerMs?: number;
  /** Names this process to the platform; `ledgerlink` by default. */
  readonly userAgent?: string;
}

/** Exchanges a code (RFC 6749 §4.1.3, RFC 7636): sent once, never repeated. Never rejects because of an answer. */
export function exchangeCode(
  call: OAuthCall & { readonly code: Secret; readonly codeVerifier: Secret; readonly redirectUri: string },
): Promise<TokenOutcome> {
  return tokens(call, (server, client, auth, options) => {
    const callback = new URLSearchParams({ code: call.code.reveal() });
    // The state was spent, and the issuer compared, when the callback arrived; the library wants its own look.
    const checked = oauth.validateAuthResponse(server, client, callback, oauth.expectNoState);
    const verifier = call.codeVerifier.reveal();
    return oauth.authorizationCodeGrantRequest(
      server,
      client,
      auth,
      checked,
      call.redirectUri,
      verifier,
      options,
    );
  });
}

/** Presents a refresh token (RFC 6749 §6): sent once, never repeated. Never rejects because of an answer. */
export function refreshTokens(call: OAuthCall & { readonly refreshToken: Secret }): Promise<TokenOutcome> {
  return tokens(call, (server, client, auth, options) =>
    oauth.refreshTokenGrantRequest(server, client, auth, call.refreshToken.reveal(), options),
  );
}

export type RevokeOutcome =
  /** The platform confirmed it with any 2xx. */
  { readonly kind: 'revoked' } | { readonly kind: 'failed'; readonly why: string };

const REVOKE_MS = 10_000;

/** Revokes a token (RFC 7009): best effort, sent once. */
export async function revokeToken(call: OAuthCall & { readonly token: Secret }): Promise<RevokeOutcome> {
  const answer = await send({ answerMs: REVOKE_MS, ...call }, (server, client, auth, options) =>
    oauth.revocationRequest(server, client, auth, call.token.reveal(), options),
  );
  if (answer.kind !== 'answered') return { kind: 'failed', why: answer.why };
  const revoked = answer.status >= 200 && answer.status <= 299;
  return revoked ? { kind: 'revoked' } : { kind: 'failed', why: `status ${answer.status}` };
}

/**
 * Whether a callback comes from the issuer that it should come from (RFC 9207): one `iss` at most, and where there is
 * one it must be on the list.
 */
export function isFromIssuer(callback: URLSearchParams, issuers: readonly string[]): boolean {
  const given = callback.getAll('iss');
  return given.length <= 1 && given.every((issuer) => issuers.includes(issuer));
}

type LibraryCall = (
  server: oauth.AuthorizationServer,
  client: oauth.Client,
  auth: oauth.ClientAuth,
  options: oauth.TokenEndpointRequestOptions,
) => Promise<Response>;

async function tokens(call: OAuthCall, request: LibraryCall): Promise<TokenOutcome> {
  return readTokenAnswer(await send(call, request), Date.now());
}

/** The library builds the request; we send it, and read the raw answer ourselves: the library refuses too much. */
async function send(call: OAuthCall, request: LibraryCall): Promise<RawAnswer> {
  const { endpoints, maySend, answerMs, userAgent } = call;
  const { token, revoke, origins } = endpoints;
  let answer: RawAnswer = { kind: 'not-sent', why: 'no request was made' };
  const server = { issuer: token.origin, token_endpoint: token.href, revocation_endpoint: revoke.href };
  const options: oauth.TokenEndpointRequestOptions = {
    // Which URLs may be called is decided by the HTTP client, for http too.
    [oauth.allowInsecureRequests]: true,
    [oauth.customFetch]: async (url, { body, headers }) => {
      const form = new URLSearchParams(body);
      answer = await sendForm(new URL(url), form, {
        origins,
        headers: { accept: headers.accept ?? 'application/json' },
        ...(userAgent !== undefined && { userAgent }),
        ...(maySend && { maySend }),
        ...(answerMs !== undefined && { answerMs }),
      });
      return new Response(null);
    },
  };
  const auth = oauth.ClientSecretPost(call.clientSecret.reveal());
  await request(server, { client_id: call.clientId }, auth, options);
  return answer;
}
