import type { BusinessData } from '../links/business.rules.js';
import { isSameBusiness } from './same-business.rules.js';

/** What a relink must find again. */
export interface LinkedBefore {
  readonly business_id: string | null;
  readonly business_name: string | null;
  readonly business_is_lead: boolean | null;
  readonly link_country_code: string | null;
  readonly api_version: string | null;
  readonly linked_api_version: string | null;
}

/** The business that was linked before; null: none ever was. */
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
 * The businesses that this link may be made with: all of them the first time, later only the one it was made with before.
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
  const known = link.api_version !== null && link.linked_api_version !== null;
  const sameVersion = known ? link.api_version === link.linked_api_version : undefined;
  return found.filter((one) => isSameBusiness(previous, one, sameVersion));
}

/** Whether the business of a relink was found by its name alone, so that the customer should look twice. */
export const isFoundByName = (
  { business_id, api_version, linked_api_version }: LinkedBefore,
  stableIds: boolean,
): boolean => business_id !== null && api_version !== linked_api_version && !stableIds;
