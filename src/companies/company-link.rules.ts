export const LINK_STATUSES = ['PENDING', 'LINKED', 'UNLINKED', 'DEAUTHORIZED'] as const;
export type LinkStatus = (typeof LINK_STATUSES)[number];

/** Why a link is in its status, or an attempt where it is: a closed list. */
export const LINK_REASONS = [
  'LINK_REQUESTED',
  'CUSTOMER_CANCELLED',
  'COUNTRY_MISMATCH',
  'LINK_EXPIRED',
  'NO_BUSINESS',
  'NO_ACTIVE_SUBSCRIPTION',
  'RESOURCE_OWNER_MISSING',
  'DIFFERENT_BUSINESS',
  'PLATFORM_ERROR',
  'AWAITING_CHOICE',
  'LINKED',
  'RELINKED',
  'RECOVERED',
  'UNLINKED_BY_WORKSPACE',
  'REVOKED_OR_EXPIRED',
  'REFRESH_TOKEN_EXPIRED',
  'ROTATION_ANSWER_LOST',
  'TOKENS_UNREADABLE',
] as const;
export type LinkReason = (typeof LINK_REASONS)[number];

const NEXT: Readonly<Record<LinkStatus, readonly LinkStatus[]>> = {
  PENDING: ['LINKED', 'UNLINKED'],
  LINKED: ['UNLINKED', 'DEAUTHORIZED'],
  UNLINKED: ['LINKED'],
  DEAUTHORIZED: ['LINKED', 'UNLINKED'],
};

const REASONS: Readonly<Record<LinkStatus, readonly LinkReason[]>> = {
  PENDING: [
    'LINK_REQUESTED',
    'AWAITING_CHOICE',
    'CUSTOMER_CANCELLED',
    'COUNTRY_MISMATCH',
    'LINK_EXPIRED',
    'NO_BUSINESS',
    'NO_ACTIVE_SUBSCRIPTION',
    'RESOURCE_OWNER_MISSING',
    'DIFFERENT_BUSINESS',
    'PLATFORM_ERROR',
  ],
  LINKED: ['LINKED', 'RELINKED', 'RECOVERED'],
  UNLINKED: ['UNLINKED_BY_WORKSPACE'],
  DEAUTHORIZED: ['REVOKED_OR_EXPIRED', 'REFRESH_TOKEN_EXPIRED', 'ROTATION_ANSWER_LOST', 'TOKENS_UNREADABLE'],
};

/** Whether a link may go from one status to another: nothing else moves it. */
export const mayBecome = (from: LinkStatus, to: LinkStatus): boolean => NEXT[from].includes(to);

/** Whether a status may be explained so. */
export const mayExplain = (status: LinkStatus, reason: LinkReason): boolean =>
  REASONS[status].includes(reason);

/** Whether what became of an attempt shows on the link itself: only where it never was more than asked for. */
export const showsAttempt = (status: LinkStatus): boolean => status === 'PENDING';

/** The reason of a link that was just made, from what it was before. */
export const linkedReason = (before: LinkStatus): LinkReason =>
  before === 'PENDING' ? 'LINKED' : 'RELINKED';

/** An application that new links may use. */
export interface UsableSet {
  readonly id: string;
  readonly apiVersion: string;
}

/** A country of the integration's list, with the API versions that cover it, and whether it is supported at all. */
export interface CoveredCountry {
  readonly countryCode: string;
  readonly versions: readonly string[];
}

/** `versions`: newest first. A country that none of the sets covers gets none; without a country the newest is taken. */
export function credentialSetForCountry<Found extends UsableSet>(
  country: string | null,
  sets: readonly Found[],
  { versions, countries }: { versions: readonly string[]; countries: readonly CoveredCountry[] },
): Found | undefined {
  const covering = country === null ? versions : (coverage(country, countries)?.versions ?? []);
  const version = versions.find(
    (one) => covering.includes(one) && sets.some((set) => set.apiVersion === one),
  );
  return sets.find((set) => set.apiVersion === version);
}

const coverage = (country: string, countries: readonly CoveredCountry[]): CoveredCountry | undefined =>
  countries.find(({ countryCode }) => countryCode === country);

/** Where companies can be linked with these sets, in the integration's order. */
export function linkableCountries(
  sets: readonly Pick<UsableSet, 'apiVersion'>[],
  countries: readonly CoveredCountry[],
): string[] {
  return countries
    .filter(({ versions }) => sets.some(({ apiVersion }) => versions.includes(apiVersion)))
    .map(({ countryCode }) => countryCode);
}

/** Only the customer knows the country when the workspace did not say, and it decides which application is used. */
export const mustAskCountry = (asked: string | null, sets: readonly UsableSet[]): boolean =>
  asked === null && sets.length > 1;

interface Named {
  readonly id: string;
  readonly name: string;
}

const folded = (text: string): string => text.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase();

/**
 * Whether a business is the one linked before. Ids of different API versions cannot be compared: then the names are,
 * and the customer confirms. `sameVersion` undefined: the application of that time is gone.
 */
export function isSameBusiness(previous: Named, found: Named, sameVersion: boolean | undefined): boolean {
  const sameName = folded(previous.name) === folded(found.name);
  if (sameVersion === undefined) return previous.id === found.id || sameName;
  return sameVersion ? previous.id === found.id : sameName;
}
