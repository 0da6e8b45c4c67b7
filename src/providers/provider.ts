import type { ProviderApi } from './provider-api.js';
import type { ProviderDatasets } from './provider-datasets.js';
import type { ProviderOAuth } from './provider-oauth.js';
import type { ProviderReports } from './provider-reports.js';
import type { ProviderRequests } from './provider-requests.js';

/** One accounting platform, as one installation calls it. */
export interface Provider {
  readonly definition: ProviderDefinition;
  readonly oauth: ProviderOAuth;
  readonly api: ProviderApi;
  readonly requests: ProviderRequests;
  readonly datasets: ProviderDatasets;
  readonly reports: ProviderReports;
}

/** The settings of an installation that providers depend on. */
export interface Installation {
  /** Where the sandbox platform runs; undefined: there is none, and its applications are refused. */
  readonly sandboxUrl: string | undefined;
}

/** An entry of the registry. Each platform exports one. */
export interface ProviderFactory {
  readonly definition: ProviderDefinition;
  /** Makes the provider for one installation. Sends nothing. */
  create(installation: Installation): Provider;
}

/** What a platform is. Data only, known before there is an installation: no database, no GraphQL, no calls. */
export interface ProviderDefinition {
  /** Names the platform's files: `providers/<id>/` and `credentials/<id>.graphql.ts`. */
  readonly id: string;
  /** The integration's key in the API. */
  readonly key: string;
  readonly name: string;
  readonly sourceType: 'ACCOUNTING';
  readonly developerPortalUrl: string;
  readonly documentationUrl?: string;
  /** Newest API version first. */
  readonly options: readonly CredentialOptionDefinition[];
  readonly countryChoice: CountryChoice;
  /** In the order in which they are shown. Empty exactly where `countryChoice` is NONE. */
  readonly regions: readonly RegionDefinition[];
  /** Whether a business has the same id in every API version, or another one in each. */
  readonly businessIds: 'STABLE' | 'PER_API_VERSION';
  readonly setupSteps: readonly SetupStepDefinition[];
  readonly customerTexts: CustomerTexts;
}

/** What the customer's link pages say in a platform's own words. */
export interface CustomerTexts {
  /** Marks the business that the platform uses when a call names none; as the platform calls it. */
  readonly defaultBusiness: string;
  /** Why linking failed and what to do next, where the pages' general text does not fit this platform. */
  readonly failures?: Readonly<Partial<Record<PlatformFailure, string>>>;
}

/** Why a platform may let linking fail, by the names of the API's `LinkStatusReason`. */
export type PlatformFailure =
  | 'CUSTOMER_CANCELLED'
  | 'COUNTRY_MISMATCH'
  | 'NO_BUSINESS'
  | 'NO_ACTIVE_SUBSCRIPTION'
  /** Only the owner of the business may give access to it, and another user signed in. */
  | 'RESOURCE_OWNER_MISSING'
  | 'PLATFORM_ERROR';

/**
 * What a country means when a company is linked. NONE: the platform knows no countries, and neither attempt, grant nor
 * link has one. AT_SIGN_IN: the platform asks the customer itself, so our page asks only where the country decides which
 * credential set is used. BEFORE_SIGN_IN: the country decides where the customer signs in, so our page asks wherever the
 * workspace did not say.
 */
export type CountryChoice = 'NONE' | 'AT_SIGN_IN' | 'BEFORE_SIGN_IN';

/** One kind of credentials that an application of the platform can have: the settings form offers one option for each. */
export interface CredentialOptionDefinition {
  readonly apiVersion: string;
  /** The field of CredentialsInput that takes these credentials. */
  readonly inputField: string;
  readonly label: string;
  /** Among them `clientId`, which is not secret, and `clientSecret`, which is. */
  readonly fields: readonly CredentialFieldDefinition[];
  /** The ISO day on which the platform ends this version. */
  readonly retiresOn?: string;
  /** Shown beside the option. Where `retiresOn` is set it is also the warning on saving and on linking. */
  readonly note?: string;
}

/** One field of the settings form. */
export interface CredentialFieldDefinition {
  readonly name: string;
  readonly label: string;
  /** Not optional: a flag that can be left out is forgotten, and a secret is then stored in the open. */
  readonly secret: boolean;
  readonly required: boolean;
  readonly help?: string;
}

/**
 * How sure it is that an API version covers a country. CONFIRMED: the platform's current list has it. LISTED: only this
 * integration's list has it.
 */
export type Availability = 'CONFIRMED' | 'LISTED' | 'NOT_COVERED';

/** A country of the integration's list, supported or not. */
export interface RegionDefinition {
  /** ISO 3166-1 alpha-2. */
  readonly countryCode: string;
  readonly name: string;
  /** Why companies of this country cannot be linked. Present exactly where they cannot. */
  readonly reason?: string;
  readonly coverage: readonly CoverageDefinition[];
}

/** What one API version offers in one country. */
export interface CoverageDefinition {
  readonly apiVersion: string;
  readonly availability: Availability;
  readonly note?: string;
  /** The page or list that says so. */
  readonly source: string;
  /** ISO day on which the source said so. */
  readonly asOf: string;
}

/** One step of the set-up guide. */
export interface SetupStepDefinition {
  /** Stable: programs recognise the step by it. */
  readonly key: string;
  readonly title: string;
  /** May contain `{callbackUrl}` and `{developerPortalUrl}`. */
  readonly instructions: string;
  readonly doneWhen: 'CREDENTIALS_SAVED' | 'ENABLED';
}
