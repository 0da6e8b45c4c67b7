import * as oauth from 'oauth4webapi';
import type { RawAnswer } from '../http-client/http-answer.js';
import { sendForm } from '../http-client/http-client.js';
import type { Secret } from '../secrets/secret.js';

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

export type LibraryCall = (
  server: oauth.AuthorizationServer,
  client: oauth.Client,
  auth: oauth.ClientAuth,
  options: oauth.TokenEndpointRequestOptions,
) => Promise<Response>;

/** The library builds the request; we send it, and read the raw answer ourselves: the library refuses too much. */
export async function sendOAuth(call: OAuthCall, request: LibraryCall): Promise<RawAnswer> {
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
