import type { Secret } from '../secrets/secret.js';

/** The outcome of one call of a token endpoint, as `readTokenAnswer` reads it from the raw answer. */
export type TokenOutcome =
  /**
   * Any 2xx JSON with an access or a refresh token. `refreshToken` is null where the answer has none. An access token
   * that cannot be used is empty or not `isHeaderSafe`, and lives for seconds.
   */
  | {
      readonly kind: 'tokens';
      readonly accessToken: Secret;
      readonly refreshToken: Secret | null;
      readonly accessTokenSeconds: number | null;
      /** The answer's other members that are numbers, booleans or short strings. No token is among them. */
      readonly body: Readonly<Record<string, unknown>>;
      /** For the log: the names of members that were missing, or not of the type that RFC 6749 §5.1 gives them. */
      readonly odd: readonly string[];
    }
  | { readonly kind: 'invalid-grant' }
  | { readonly kind: 'invalid-client' }
  | { readonly kind: 'rate-limited'; readonly retryAfterSeconds: number | null }
  /** No byte was sent, so the token was not presented. `why` is an error code of Node.js or words of ours. */
  | { readonly kind: 'not-sent'; readonly why: string }
  /**
   * Sent, and no answer that decides anything: a time-out, a reset, 5xx, HTML, an empty or unreadable body, any other
   * refusal. `why` holds words of ours alone. `refused`: below 500 in a form that we do not
   * know, such as a redirect; repeated, it is no accident.
   */
  | { readonly kind: 'unknown'; readonly why: string; readonly refused?: true };
