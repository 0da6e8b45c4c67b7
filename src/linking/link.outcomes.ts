import type { CompanyMissing } from '../companies/company.outcomes.js';
import { type Problem, problem } from '../infra/errors/problem.js';
import type { BusinessData } from '../links/business.rules.js';
import type { LinkRow } from '../links/company-link.repository.js';

export type LinkMissing = Problem<'LinkNotFound'>;
export type Disabled = Problem<'IntegrationDisabled'>;
export type Unavailable = Problem<'PlatformUnavailable'> & { retryAfterSeconds: number | null };

export type LinkCompanyOutcome =
  | { kind: 'LinkCompanySuccess'; link: LinkRow; token: string; expiresAt: Date; warnings: string[] }
  | CompanyMissing
  | Problem<'IntegrationNotFound'>
  | Disabled
  | (Problem<'RegionNotSupported'> & { linkableCountries: readonly string[] })
  | (Problem<'AlreadyLinked'> & { link: LinkRow })
  | Problem<'ReturnUrlNotAllowed'>;

export type ChooseOutcome =
  | { kind: 'ChooseBusinessSuccess'; link: LinkRow }
  | LinkMissing
  | Disabled
  | Unavailable
  | Problem<'BusinessNotAvailable'>
  | (Problem<'BusinessDiffers'> & { previous: BusinessData })
  | Problem<'ChoiceNotOpen'>
  | Problem<'SubscriptionInactive'>;

export type UnlinkOutcome =
  | { kind: 'UnlinkCompanySuccess'; link: LinkRow; revokedAtPlatform: boolean }
  | LinkMissing;

export const linkNotFound = (): LinkMissing =>
  problem('LinkNotFound', "There is no such link in this workspace. A company's `links` lists them.");

export const disabled = (): Disabled =>
  problem(
    'IntegrationDisabled',
    'The integration is disabled, so nothing is linked, read or issued. Enable it with enableIntegration; links are kept meanwhile.',
  );

export const integrationNotFound = (): Problem<'IntegrationNotFound'> =>
  problem(
    'IntegrationNotFound',
    'There is no integration with this key. The `integrations` query lists them with their keys.',
  );

type RegionNotSupported = Extract<LinkCompanyOutcome, { kind: 'RegionNotSupported' }>;

export const countryNotExpected = (): RegionNotSupported =>
  problem(
    'RegionNotSupported',
    'This platform knows no countries: leave `countryCode` out to link a company of any country.',
    { linkableCountries: [] },
  );

export const regionNotSupported = (linkableCountries: readonly string[]): RegionNotSupported =>
  problem(
    'RegionNotSupported',
    'With the keys that are saved now, no company of this country can be linked: `linkableCountries` lists those that can, `supportedRegions` says why.',
    { linkableCountries },
  );

export const alreadyLinked = (link: LinkRow): Extract<LinkCompanyOutcome, { kind: 'AlreadyLinked' }> =>
  problem(
    'AlreadyLinked',
    'The company is linked through this integration already: see `link`. To link it anew, cut it with unlinkCompany first.',
    { link },
  );

export const returnUrlNotAllowed = (): Problem<'ReturnUrlNotAllowed'> =>
  problem(
    'ReturnUrlNotAllowed',
    'The return URL is not on the allow-list of this workspace. Add exactly this URL with setReturnUrls.',
  );

export const businessNotAvailable = (): Problem<'BusinessNotAvailable'> =>
  problem(
    'BusinessNotAvailable',
    "The customer's sign-in does not reach a business with this id. `availableBusinesses` of the link lists those it does.",
  );

export const businessDiffers = (
  previous: BusinessData,
): Extract<ChooseOutcome, { kind: 'BusinessDiffers' }> =>
  problem(
    'BusinessDiffers',
    'This link belongs to another business: see `previous`. Choose that one, or make a company of its own for this business.',
    { previous },
  );

export const choiceNotOpen = (): Problem<'ChoiceNotOpen'> =>
  problem(
    'ChoiceNotOpen',
    'No customer has signed in for this link and waits for a choice. Make a link URL with linkCompany and let the customer sign in first.',
  );

export const subscriptionInactive = (): Problem<'SubscriptionInactive'> =>
  problem(
    'SubscriptionInactive',
    'The business has no active subscription at the platform, so its data cannot be reached. Its owner can renew it there; then choose it again.',
  );

export const unavailable = (retryAfterSeconds: number | null): Unavailable =>
  problem('PlatformUnavailable', 'The platform did not answer. Nothing is lost: try again in a moment.', {
    retryAfterSeconds,
  });
