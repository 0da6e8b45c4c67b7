import type { CompanyMissing } from '../companies/company.outcomes.js';
import { type Problem, problem, problemsOf } from '../infra/errors/problem.js';
import type { BusinessData } from '../links/business.rules.js';
import type { LinkRow } from '../links/company-link.repository.js';
import type { InactiveCause } from '../providers/provider-api.js';

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
  | Inactive;

export type UnlinkOutcome = { kind: 'UnlinkCompanySuccess'; link: LinkRow; revokedAtPlatform: boolean } | LinkMissing;

export const linkProblem = problemsOf({
  LinkNotFound: 'There is no such link in this workspace. The field `links` of a company lists its links.',
  IntegrationDisabled:
    'The integration is disabled, so nothing is linked, read or issued. Enable it with enableIntegration. Links are kept.',
  RegionNotSupported:
    'No company of this country can be linked with the saved keys. `linkableCountries` lists the possible countries, and `supportedRegions` says why others are not.',
  AlreadyLinked:
    'The company is already linked through this integration, see `link`. To link it again, unlink it with unlinkCompany first.',
  ReturnUrlNotAllowed: 'The return URL is not in the list of this workspace. Add exactly this URL with setReturnUrls.',
  BusinessNotAvailable:
    "The customer's sign-in gives no access to a business with this id. The field `availableBusinesses` of the link lists the possible ones.",
  BusinessDiffers:
    'This link belongs to another business, see `previous`. Choose that business, or create another company for this one.',
  ChoiceNotOpen:
    'No customer has signed in for this link, so there is nothing to choose. Create a link URL with linkCompany and let the customer sign in first.',
  PlatformUnavailable: 'The platform did not answer. Nothing is lost. Try again in a moment.',
});

export type Inactive = Problem<'SubscriptionInactive'> & { readonly cause: InactiveCause | null };

const INACTIVE: Readonly<Record<InactiveCause | 'LAPSED', string>> = {
  LAPSED:
    'The business has no active subscription at the platform, so its data cannot be read. Its owner can renew the subscription there. Then choose the business again.',
  DEMO: 'This is a demo company of the platform, and its data cannot be read. Choose the real business.',
  NO_ACCOUNTING:
    'This business has subscriptions at the platform, but none for accounting: it may be the practice of an accountant. Choose the business whose books are to be linked.',
};

export const subscriptionInactive = (cause: InactiveCause | null): Inactive =>
  problem('SubscriptionInactive', INACTIVE[cause ?? 'LAPSED'], { cause });
