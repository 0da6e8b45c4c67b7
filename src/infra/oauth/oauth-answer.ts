import type { Secret } from '../secrets/secret.js';

/** What came of one call of a token endpoint, read from the raw answer before any strict library could throw it away. */
export type TokenOutcome =
  /** Any 2xx JSON with a string `access_token`; `refreshToken` null where the answer has none. */
  | {
      readonly kind: 'tokens';
      readonly accessToken: Secret;
      readonly refreshToken: Secret | null;
      readonly accessTokenSeconds: number | null;
      /** The other members of the answer that are plain values: no token among them. */
      readonly body: Readonly<Record<string, unknown>>;
      /** Names of what was missing or of another type than RFC 6749 §5.1 says, for the log. */
      readonly odd: readonly string[];
    }
  | { readonly kind: 'invalid-grant' }
  | { readonly kind: 'invalid-client' }
  | { readonly kind: 'rate-limited'; readonly retryAfterSeconds: number | null }
  /** Nothing was put on the wire: the token was not presented. */
  | { readonly kind: 'not-sent' }
  /** Sent, and no answer that counts: time-out, reset, 5xx, HTML, empty, unreadable, any other refusal. `why` is ours. */
  | { readonly kind: 'unknown'; readonly why: string };
