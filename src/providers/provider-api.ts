import type { Secret } from '../infra/secrets/secret.js';
import type { Application } from './application.js';

/** What a call of a platform's API is made with. */
export interface PlatformAccess {
  readonly application: Application;
  readonly accessToken: Secret;
  /** The grant's country; null: the platform knows no countries. */
  readonly countryCode: string | null;
  /** The user who gave consent; null: the platform did not name one. */
  readonly platformUserId: string | null;
  /** The chosen business; null before the customer has chosen one. */
  readonly businessId: string | null;
}

/** A business (a company's data file) that a consent gives access to. One consent may give access to several. */
export interface PlatformBusiness {
  readonly id: string;
  readonly name: string;
  /** ISO 3166-1 alpha-2; null: the platform does not say. */
  readonly countryCode: string | null;
  /** Whether the platform uses this business when a call names none. */
  readonly isDefault: boolean;
  /** What tells it from others of its name. Left out: the platform does not say. */
  readonly place?: string;
  /** An ISO day. */
  readonly createdOn?: string;
  /** A sample company of the platform, not a real business. */
  readonly isDemo?: boolean;
}

/** Why a business without an active accounting subscription is not one that lapsed. */
export type InactiveCause =
  | 'DEMO'
  /** It has other subscriptions, as an accountant's practice or a user of payroll alone has. */
  | 'NO_ACCOUNTING';

/** What came of asking a platform's API. The promise of such an answer does not reject because of what was answered. */
export type PlatformAnswer<T> =
  | { readonly kind: 'ok'; readonly value: T }
  /** The platform refuses the access token. */
  | { readonly kind: 'unauthorized' }
  /** The platform refuses the application before it looks at the access token: another token does not help. */
  | { readonly kind: 'application-refused' }
  /** The business has no active subscription, so the platform does not give out its data. */
  | { readonly kind: 'subscription-inactive'; readonly cause?: InactiveCause }
  /** Only the owner of the business may give access to it, and another user signed in. */
  | { readonly kind: 'owner-required' }
  /**
   * No usable answer. `retryAfterSeconds`: what the platform asked for; null: nothing. `why`, for the log: an error code
   * of Node.js, a status or words of ours, and nothing that the platform sent.
   */
  | { readonly kind: 'unavailable'; readonly retryAfterSeconds: number | null; readonly why: string };

/** What linking asks of a platform's API, and what a caller needs to use the API with an access token. */
export interface ProviderApi {
  /** The start of the API's URLs, without a slash at its end. */
  baseUrl(access: Pick<PlatformAccess, 'application' | 'countryCode'>): string;
  /** The headers of every call. Their values are secret: they contain the access token and may contain a key. */
  headers(access: PlatformAccess): readonly { readonly name: string; readonly value: Secret }[];
  /** The secrets of an application, by field name, that `headers` needs. Issuing a token decrypts no others. */
  headerSecrets(apiVersion: string): readonly string[];
  /** Every business that the consent gives access to, in the platform's order. Reads as many pages as there are. */
  listBusinesses(access: PlatformAccess): Promise<PlatformAnswer<readonly PlatformBusiness[]>>;
  /** Whether data of the chosen business can be read. Asked before it is linked. */
  checkBusiness(access: PlatformAccess): Promise<PlatformAnswer<true>>;
}
