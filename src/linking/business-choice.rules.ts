import type { BusinessData } from '../links/business.rules.js';

/** The earlier link of a link that is being relinked. */
export interface LinkedBefore {
  readonly business_id: string | null;
  readonly business_name: string | null;
  readonly business_is_lead: boolean | null;
  readonly link_country_code: string | null;
  /** Of the attempt's application. `linked_`: of the last link's application. Null: none, or deleted. */
  readonly api_version: string | null;
  readonly linked_api_version: string | null;
}

/** The business that was linked before. Null: there was none. */
export function previousBusiness(link: LinkedBefore): BusinessData | null {
  if (link.business_id === null) return null;
  return {
    id: link.business_id,
    name: link.business_name ?? '',
    countryCode: link.link_country_code,
    isLead: link.business_is_lead ?? false,
  };
}

/**
 * The businesses that this link may use: all of them the first time, later only the one that was linked before.
 * `stableIds`: whether ids of different API versions can be compared.
 */
export function reachable<Found extends BusinessData>(
  link: LinkedBefore,
  found: readonly Found[],
  stableIds: boolean,
): Found[] {
  const previous = previousBusiness(link);
  if (previous === null) return [...found];
  if (stableIds) return found.filter(({ id }) => id === previous.id);
  const versionsKnown = link.api_version !== null && link.linked_api_version !== null;
  const sameVersion = versionsKnown ? link.api_version === link.linked_api_version : undefined;
  return found.filter((business) => isSameBusiness(previous, business, sameVersion));
}

/** Whether the business of a relink was identified only by its name, so that the customer should check it. */
export const isFoundByName = (
  { business_id, api_version, linked_api_version }: LinkedBefore,
  stableIds: boolean,
): boolean => business_id !== null && api_version !== linked_api_version && !stableIds;

interface Named {
  readonly id: string;
  readonly name: string;
}

/** A name without what two spellings of one name may differ in: case, white space, composition. */
export const normalizeName = (text: string): string => text.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase();

/**
 * Whether a business is the one linked before. Ids of different API versions cannot be compared, so then the names are
 * compared and the customer confirms. `sameVersion` is undefined if the earlier application was deleted.
 */
export function isSameBusiness(previous: Named, found: Named, sameVersion: boolean | undefined): boolean {
  const sameName = normalizeName(previous.name) === normalizeName(found.name);
  if (sameVersion === undefined) return previous.id === found.id || sameName;
  return sameVersion ? previous.id === found.id : sameName;
}
