import type { Secret } from '../infra/secrets/secret.js';
import type { Application } from './application.js';

/** Whose data is asked for, and with what. */
export interface PlatformAccess {
  readonly application: Application;
  readonly accessToken: Secret;
  /** The grant's country; null: the platform knows no countries. */
  readonly countryCode: string | null;
  readonly platformUserId: string | null;
  /** Null: none is chosen yet. */
  readonly businessId: string | null;
}

/** A company data file that a sign-in reaches. */
export interface PlatformBusiness {
  readonly id: string;
  readonly name: string;
  readonly countryCode: string | null;
  /** Whether the platform uses this business when a call names none. */
  readonly isDefault: boolean;
}

export type PlatformAnswer<T> =
  | { readonly kind: 'ok'; readonly value: T }
  /** The access token is not accepted (any more). */
  | { readonly kind: 'unauthorized' }
  | { readonly kind: 'subscription-inactive' }
  /** Only the owner of the business may give access to it, and another user signed in. */
  | { readonly kind: 'owner-required' }
  | { readonly kind: 'unavailable'; readonly retryAfterSeconds: number | null };

/** What linking asks of a platform's API, and what the holder of an access token needs to use it. */
export interface ProviderApi {
  baseUrl(access: Pick<PlatformAccess, 'application' | 'countryCode'>): string;
  /** The headers of a call: the one place where a secret leaves, as the platform demands it. */
  headers(access: PlatformAccess): readonly { readonly name: string; readonly value: Secret }[];
  /** Which of the application's secrets, by field, `headers` needs: nothing else is opened to issue a token. */
  headerSecrets(apiVersion: string): readonly string[];
  /** All of them, however many pages that takes. */
  listBusinesses(access: PlatformAccess): Promise<PlatformAnswer<readonly PlatformBusiness[]>>;
  /** Whether data of the chosen business can be read. Asked before it is linked. */
  checkBusiness(access: PlatformAccess): Promise<PlatformAnswer<true>>;
}
