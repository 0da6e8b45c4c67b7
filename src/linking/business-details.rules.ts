import type { BusinessData } from '../links/business.rules.js';
import type { PlatformBusiness } from '../providers/provider-api.js';
import { normalizeName } from './business-choice.rules.js';

/** How many characters of an id are shown. */
const END_OF_ID = 6;
const countries = new Intl.DisplayNames(['en'], { type: 'region' });

/**
 * The businesses of a sign-in as they are stored. Those that share a name get what tells them apart: country, place, day
 * of creation, and the end of the id, or all of it, where the rest is equal.
 */
export function toBusinessData(found: readonly PlatformBusiness[]): BusinessData[] {
  return found.map((business) => {
    const { id, name, countryCode, isDefault } = business;
    const namesakes = found.filter((other) => other !== business && normalizeName(other.name) === normalizeName(name));
    const details = namesakes.length > 0 ? telling(business, namesakes) : demoMark(business);
    // The GraphQL API calls the default business `isLead`, a name from the time before there was a second platform.
    return { id, name, countryCode, isLead: isDefault, ...(details === '' ? {} : { details }) };
  });
}

function telling(business: PlatformBusiness, namesakes: readonly PlatformBusiness[]): string {
  const facts = factsOf(business);
  const alike = namesakes.filter((other) => factsOf(other) === facts);
  if (alike.length === 0) return facts;
  const end = business.id.slice(-END_OF_ID);
  const id = alike.some((other) => other.id.endsWith(end)) ? `ID ${business.id}` : `ID ending in ${end}`;
  return facts === '' ? id : `${facts} · ${id}`;
}

const demoMark = ({ isDemo }: PlatformBusiness): string => (isDemo === true ? 'Demo company' : '');

const factsOf = (business: PlatformBusiness): string =>
  [
    demoMark(business),
    business.countryCode === null ? '' : (countries.of(business.countryCode) ?? ''),
    business.place ?? '',
    business.createdOn === undefined ? '' : `created ${business.createdOn}`,
  ]
    .filter((fact) => fact !== '')
    .join(' · ');
