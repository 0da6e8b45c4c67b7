import * as oauth from 'oauth4webapi';
import type { RawAnswer } from '../http-client/http-answer.js';
import { sendForm } from '../http-client/http-client.js';
import type { Secret } from '../secrets/secret.js';
import { authenticationWith, type ClientAuthentication } from './client-authentication.js';

/** An application at its platform: what every token call of it has in common. */
export interface OAuthCall {
  readonly endpoints: {
    readonly token: URL;
    readonly revoke: URL;
    /** The only origins that a call may go to. */
    readonly origins: readonly string[];
  };
  readonly clientAuthentication: ClientAuthentication;
  readonly clientId: string;
  readonly clientSecret: Secret;
  /** Asked just before the first byte is written. False: nothing is sent and the outcome is `not-sent`. */
  readonly maySend?: () => boolean;
  /** How long to wait for an answer. By default two minutes for tokens, ten seconds for revoking. */
  readonly answerMs?: number;
  /** Names this process to the platform; `ledgerlink` by default. */
  readonly userAgent?: string;
}

/** A request of the library, such as `refreshTokenGrantRequest`, with its arguments still to be filled in. */
export type LibraryCall = (
  server: oauth.AuthorizationServer,
  client: oauth.Client,
  auth: oauth.ClientAuth,
  options: oauth.TokenEndpointRequestOptions,
) => Promise<Response>;

/**
 * Sends one request that the library builds, and answers the raw response. The library does not read the response: it
 * refuses answers whose tokens must be saved (a wrong content type, for example). Rejects only where the library
 * cannot build the request.
 */
export async function sendOAuth(call: OAuthCall, request: LibraryCall): Promise<RawAnswer> {
  const { endpoints, maySend, answerMs, userAgent } = call;
  const { token, revoke, origins } = endpoints;
  let answer: RawAnswer = { kind: 'not-sent', why: 'no request was made' };
  const server = { issuer: token.origin, token_endpoint: token.href, revocation_endpoint: revoke.href };
  const options: oauth.TokenEndpointRequestOptions = {
    // The HTTP client decides which URLs may be called, plain http among them.
    [oauth.allowInsecureRequests]: true,
    [oauth.customFetch]: async (url, { body, headers }) => {
      const form = new URLSearchParams(body);
      const { accept = 'application/json', authorization } = headers;
      answer = await sendForm(new URL(url), form, {
        origins,
        headers: { accept, ...(authorization !== undefined && { authorization }) },
        ...(userAgent !== undefined && { userAgent }),
        ...(maySend && { maySend }),
        ...(answerMs !== undefined && { answerMs }),
      });
      return new Response(null);
    },
  };
  const auth = authenticationWith(call.clientAuthentication, call.clientSecret);
  await request(server, { client_id: call.clientId }, auth, options);
  return answer;
}
