import type { ClientAuthentication } from '../infra/oauth/client-authentication.js';
import type { Secret } from '../infra/secrets/secret.js';
import type { Application } from './application.js';

export interface Endpoints {
  readonly authorize: URL;
  readonly token: URL;
  readonly revoke: URL;
  /** The only origins that a token call may go to. */
  readonly origins: readonly string[];
}

export interface AuthorizationRequest {
  readonly redirectUri: string;
  readonly state: string;
  /** S256 (RFC 7636). */
  readonly codeChallenge: string;
  /** ISO 3166-1 alpha-2; null: the platform asks. */
  readonly countryCode: string | null;
}

export type CallbackAnswer =
  | { readonly kind: 'code'; readonly code: Secret; readonly countryCode: string | null }
  | {
      readonly kind: 'refused';
      readonly reason: 'CUSTOMER_CANCELLED' | 'COUNTRY_MISMATCH' | 'PLATFORM_ERROR';
      /** What the customer is told instead of the reason's own text, in our words; null: nothing more is known. */
      readonly advice: string | null;
    };

/** How a platform speaks OAuth 2.0. Decisions only: nothing here sends anything. */
export interface ProviderOAuth {
  /** How applications prove themselves at the token and revocation endpoints. */
  readonly clientAuthentication: ClientAuthentication;
  /** Every origin that `authorizationUrl` may lead to. The link pages allow their forms to end there. */
  readonly signInOrigins: readonly string[];
  /**
   * Why this installation must not use an application at all, and what to do instead; null: it may. Asked when keys are
   * saved, and again when a company is linked.
   */
  whyNotUsable(application: Pick<Application, 'clientId'>): string | null;
  /** Fixed by us, never by what a callback says. Throws for an application that is not usable. */
  endpoints(application: Pick<Application, 'apiVersion' | 'clientId'>, countryCode: string | null): Endpoints;
  /** Where to send the customer. */
  authorizationUrl(
    application: Pick<Application, 'apiVersion' | 'clientId'>,
    request: AuthorizationRequest,
  ): URL;
  /**
   * What a callback's parameters mean. `countryCode` is the attempt's, `covered` the countries of its credential set:
   * a country that differs from either is a mismatch, found before any token call.
   */
  readCallback(
    parameters: URLSearchParams,
    expected: { apiVersion: string; countryCode: string | null; covered: readonly string[] },
  ): CallbackAnswer;
  /** What a token answer says beyond OAuth; `body` holds no tokens. */
  readGrant(
    body: Readonly<Record<string, unknown>>,
    apiVersion: string,
  ): {
    readonly platformUserId: string | null;
    /** Null: as `lifetimes` says. */
    readonly refreshTokenSeconds: number | null;
  };
  lifetimes(apiVersion: string): TokenLifetimes;
}

export interface TokenLifetimes {
  /** Taken where an answer has no `expires_in`. */
  readonly accessTokenSeconds: number;
  /** Null: refresh tokens do not expire. */
  readonly refreshTokenSeconds: number | null;
  /** When an idle pair is renewed after it was obtained: from, to. */
  readonly keepAliveSeconds: readonly [number, number];
}
