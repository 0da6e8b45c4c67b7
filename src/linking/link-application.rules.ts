import { isLinkable } from '../catalogue/coverage.rules.js';
import type { CountryChoice } from '../providers/provider.js';

/** An application that new links may use. */
export interface UsableSet {
  readonly id: string;
  readonly apiVersion: string;
}

/** A country of the integration's list, with the API versions that cover it. */
export interface CoveredCountry {
  readonly countryCode: string;
  readonly versions: readonly string[];
}

/**
 * The set to use for a country: the newest version that covers it and has a set. Undefined when no set covers it.
 * Without a country the newest set is used. `versions` are ordered newest first.
 */
export function credentialSetForCountry<Found extends UsableSet>(
  country: string | null,
  sets: readonly Found[],
  { versions, countries }: { versions: readonly string[]; countries: readonly CoveredCountry[] },
): Found | undefined {
  const covering = country === null ? versions : (coverage(country, countries)?.versions ?? []);
  const version = versions.find(
    (candidate) => covering.includes(candidate) && sets.some((set) => set.apiVersion === candidate),
  );
  return sets.find((set) => set.apiVersion === version);
}

const coverage = (country: string, countries: readonly CoveredCountry[]): CoveredCountry | undefined =>
  countries.find(({ countryCode }) => countryCode === country);

/** The countries in which companies can be linked with these sets, in the integration's order. */
export function linkableCountries(
  sets: readonly Pick<UsableSet, 'apiVersion'>[],
  countries: readonly CoveredCountry[],
): string[] {
  const current = sets.map(({ apiVersion }) => apiVersion);
  return countries.filter(({ versions }) => isLinkable(versions, current)).map(({ countryCode }) => countryCode);
}

/**
 * Whether our page asks the customer for the country. It does if the workspace did not choose one, and the country
 * decides where the customer signs in or which of several applications is used.
 */
export function mustAskCountry(
  presetCountry: string | null,
  sets: readonly UsableSet[],
  choice: CountryChoice,
): boolean {
  if (presetCountry !== null || choice === 'NONE') return false;
  return choice === 'BEFORE_SIGN_IN' || sets.length > 1;
}
