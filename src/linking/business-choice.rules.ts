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

/** Those that this link may be made with: all of them the first time, later only the one it was made with before. */
export function reachable<Found extends BusinessData>(link: LinkedBefore, found: readonly Found[]): Found[] {
  const previous = previousBusiness(link);
  if (previous === null) return [...found];
  const known = link.api_version !== null && link.linked_api_version !== null;
  const sameVersion = known ? link.api_version === link.linked_api_version : undefined;
  return found.filter((one) => isSameBusiness(previous, one, sameVersion));
}

/** Whether the customer should look twice: found again by its name alone, because ids of two versions differ. */
export const isFoundByName = ({ business_id, api_version, linked_api_version }: LinkedBefore): boolean =>
  business_id !== null && api_version !== linked_api_version;
