import { Secret } from '../../src/infra/secrets/secret.js';
import type { Application } from '../../src/providers/application.js';
import type { Provider, ProviderDefinition } from '../../src/providers/provider.js';
import type { ExpectedCallback } from '../../src/providers/provider-oauth.js';

/** A platform that answers on this machine in place of the real one. */
export interface StandIn {
  /** The provider, which finds its platform here. */
  readonly provider: Provider;
  /** How many businesses a consent gives access to. The first one has records in most lists, odd ones among them. */
  readonly businesses: number;
  /** Signs a customer in; answers where the browser is sent back to. */
  signIn(authorizationUrl: URL, decision: 'allow' | 'deny'): Promise<URL>;
  stop(): Promise<void>;
}

/** One API version of one platform. */
export interface ContractCase {
  readonly name: string;
  readonly definition: ProviderDefinition;
  readonly apiVersion: string;
  /** The keys that the stand-in accepts, by field. */
  readonly keys: Readonly<Record<string, string>>;
  /** The country that a customer signs in for; null: the platform knows none. */
  readonly country: string | null;
  startStandIn(): Promise<StandIn>;
  /** The provider, with its platform at an origin where something else answers, or nothing. */
  at(origin: string): Provider;
}

export const REDIRECT_URI = 'http://localhost:4000/oauth/callback';

export function applicationOf({ apiVersion, keys }: ContractCase): Application {
  const { clientId = '', ...secrets } = keys;
  const opened = Object.entries(secrets).map(([field, value]) => [field, new Secret(value)]);
  return { apiVersion, clientId, secrets: Object.fromEntries(opened) };
}

/** What a callback is read with: the country of the attempt, and the countries that its keys cover. */
export function expectedOf({ apiVersion, country, definition }: ContractCase): ExpectedCallback {
  const covered = definition.regions
    .filter(({ coverage }) =>
      coverage.some((one) => one.apiVersion === apiVersion && one.availability !== 'NOT_COVERED'),
    )
    .map(({ countryCode }) => countryCode);
  return { apiVersion, countryCode: country, covered };
}
