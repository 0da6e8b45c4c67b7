import type { ClientAuthentication } from '../infra/oauth/client-authentication.js';
import type { Secret } from '../infra/secrets/secret.js';
import type { Application } from './application.js';

/** Where a platform's OAuth 2.0 server is. */
export interface Endpoints {
  readonly authorize: URL;
  readonly token: URL;
  readonly revoke: URL;
  /** The only origins that a token call may go to. */
  readonly origins: readonly string[];
}

/** What the address that a customer is sent to must carry (RFC 6749 §4.1.1). */
export interface AuthorizationRequest {
  readonly redirectUri: string;
  readonly state: string;
  /** S256 (RFC 7636). */
  readonly codeChallenge: string;
  /** ISO 3166-1 alpha-2. Null: the platform asks the customer, or knows no countries. */
  readonly countryCode: string | null;
}

/** What is known before a callback is read. */
export interface ExpectedCallback {
  readonly apiVersion: string;
  /** The country that the attempt was started for; null: none. */
  readonly countryCode: string | null;
  /** The countries that the attempt's credential set covers; none where the platform knows no countries. */
  readonly covered: readonly string[];
}

/** What a callback means. */
export type CallbackAnswer =
  /** `countryCode` is null exactly where the platform knows no countries. */
  | { readonly kind: 'code'; readonly code: Secret; readonly countryCode: string | null }
  | {
      readonly kind: 'refused';
      readonly reason: 'CUSTOMER_CANCELLED' | 'COUNTRY_MISMATCH' | 'PLATFORM_ERROR';
      /** What the customer is told instead of the reason's general text, in our words; null: nothing more is known. */
      readonly advice: string | null;
    };

/** What a token answer says beyond OAuth. */
export interface GrantFacts {
  /** The platform's id of the user who gave consent; null: the answer does not name one. */
  readonly platformUserId: string | null;
  /** Null: the answer does not say, so `TokenLifetimes` decides. */
  readonly refreshTokenSeconds: number | null;
}

/** How long a platform's tokens last where its answers do not say. */
export interface TokenLifetimes {
  readonly accessTokenSeconds: number;
  /** Null: refresh tokens do not expire. */
  readonly refreshTokenSeconds: number | null;
  /** An unused token pair is renewed at a random age between these two. */
  readonly keepAliveSeconds: readonly [from: number, to: number];
}

/** How a platform uses OAuth 2.0. Decisions only: no method sends anything. */
export interface ProviderOAuth {
  /** How applications prove themselves at the token and revocation endpoints. */
  readonly clientAuthentication: ClientAuthentication;
  /** Every origin that `authorizationUrl` may lead to. The link pages allow their forms to end there. */
  readonly signInOrigins: readonly string[];
  /**
   * Why this installation must not use an application at all, and what to do instead; null: it may. Asked when keys are
   * saved, when a company is linked and when a token is issued.
   */
  whyNotUsable(application: Pick<Application, 'clientId'>): string | null;
  /**
   * Where the OAuth server is. Nothing that a caller, a customer or a callback says changes it, but the country.
   * @throws ApplicationRefused where `whyNotUsable` has a reason.
   */
  endpoints(application: Pick<Application, 'apiVersion' | 'clientId'>, countryCode: string | null): Endpoints;
  /**
   * Where to send the customer to sign in.
   * @throws ApplicationRefused where `whyNotUsable` has a reason.
   */
  authorizationUrl(application: Pick<Application, 'apiVersion' | 'clientId'>, request: AuthorizationRequest): URL;
  /**
   * Reads a callback's parameters, decoded once. A country that is not the attempt's, or that the credential set does not
   * cover, is a mismatch: no token call is made.
   */
  readCallback(parameters: URLSearchParams, expected: ExpectedCallback): CallbackAnswer;
  /** Reads a token answer beyond OAuth. `body` holds the answer's plain members, none of which is a token. */
  readGrant(body: Readonly<Record<string, unknown>>, apiVersion: string): GrantFacts;
  lifetimes(apiVersion: string): TokenLifetimes;
  /**
   * Whether keys can be checked without a user: the token endpoint authenticates the client before it looks at the code,
   * so that a made-up code is answered with `invalid_client` where the keys are wrong, else with `invalid_grant` (RFC 6749
   * §5.2). Left out: it is not known of any version.
   */
  checkKeys?(apiVersion: string): boolean;
}
