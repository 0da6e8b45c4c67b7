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
  const counts = new Map<string, number>();
  for (const key of found.flatMap(keysOf)) counts.set(key, (counts.get(key) ?? 0) + 1);
  return found.map((business) => {
    const { id, name, countryCode, isDefault } = business;
    const details = detailsOf(business, counts);
    // The GraphQL API calls the default business `isLead`, a name from the time before there was a second platform.
    return { id, name, countryCode, isLead: isDefault, ...(details === '' ? {} : { details }) };
  });
}

/** What businesses are counted by: the name, the name and the facts, and these with the end of the id. */
function keysOf(business: PlatformBusiness): [name: string, facts: string, end: string] {
  const name = JSON.stringify(normalizeName(business.name));
  const facts = `${name} ${JSON.stringify(factsOf(business))}`;
  return [name, facts, `${facts} ${business.id.slice(-END_OF_ID)}`];
}

/** `counts`: how many of the businesses have a key of `keysOf`. */
function detailsOf(business: PlatformBusiness, counts: ReadonlyMap<string, number>): string {
  const [sameName, sameFacts, sameEnd] = keysOf(business).map((key) => counts.get(key) !== 1);
  if (!sameName) return demoMark(business);
  const facts = factsOf(business);
  if (!sameFacts) return facts;
  const { id } = business;
  const shown = sameEnd || id.length <= END_OF_ID ? `ID ${id}` : `ID ending in ${id.slice(-END_OF_ID)}`;
  return facts === '' ? shown : `${facts} · ${shown}`;
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
