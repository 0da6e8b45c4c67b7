import type { PlatformAccess, PlatformAnswer, PlatformBusiness } from '../../provider-api.js';
import { failureOf, type Members, membersOf, objectsIn, read, textOf, unavailable } from './sage.read.js';
import { headerIdOf, nameTextOf } from './sage.texts.js';

type Businesses = PlatformAnswer<readonly PlatformBusiness[]>;

/** The largest page that Sage allows for this list. */
const PAGE = 500;
const MAX_PAGES = 200;
/** Besides the three members that an item of a list always has. */
const DETAILS = 'country,city,postal_code,created_at,is_demo';

/** Every business that a v3.1 consent gives access to, in Sage's order. */
export async function businessesV31(base: URL, access: PlatformAccess): Promise<Businesses> {
  const found = await allItems(base, access);
  if (found.kind !== 'ok') return found;
  const { value: items } = found;
  if (items.size === 0) return { kind: 'ok', value: [] };
  // Sage uses the lead business where a call has no X-Business. A list without that mark can be chosen from as well.
  const lead = await read(access, under(base, 'businesses/lead'));
  const leadBusiness = lead.kind === 'ok' ? membersOf(lead.value) : undefined;
  const value = [...items].map(([id, item]) => {
    const isDefault = textOf(leadBusiness?.id) === id;
    const known = (isDefault ? leadBusiness : undefined) ?? item;
    return { id, name: nameOf(item) ?? id, countryCode: countryOf(known), isDefault, ...detailsOf(known) };
  });
  return { kind: 'ok', value };
}

/**
 * Reads pages until there are as many items as `$total` says. `$next` and the page size in an answer are not used: Sage's
 * samples contradict each other (`$items_per_page`, `$itemsPerPage`, 2147483647). A page without a new item also ends the
 * list, because Sage answers a page past the end with the last one again. A business whose id cannot stand in a header is
 * left out, and counts towards `$total`.
 */
async function allItems(base: URL, access: PlatformAccess): Promise<PlatformAnswer<Map<string, Members>>> {
  const items = new Map<string, Members>();
  const seen = new Set<string>();
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const url = under(base, 'businesses');
    url.searchParams.set('items_per_page', String(PAGE));
    url.searchParams.set('page', String(page));
    url.searchParams.set('attributes', DETAILS);
    const answer = await read(access, url);
    if (answer.kind !== 'ok') return failureOf(answer);
    const list = membersOf(answer.value);
    if (list === undefined || !Array.isArray(list.$items)) return unavailable('a list without items');
    const before = seen.size;
    for (const item of objectsIn(list.$items)) {
      seen.add(textOf(item.id) ?? '');
      const id = headerIdOf(item.id);
      if (id !== undefined) items.set(id, item);
    }
    const total = typeof list.$total === 'number' ? list.$total : 0;
    if (seen.size >= total || seen.size === before) break;
  }
  return { kind: 'ok', value: items };
}

/** The one business of a v3.0 consent: that of the user who gave it, who must own it. */
export async function businessesV30(base: URL, access: PlatformAccess): Promise<Businesses> {
  const id = access.platformUserId;
  if (id === null) return { kind: 'owner-required' };
  const answer = await read({ ...access, businessId: id }, under(base, 'core/v3/business'));
  if (answer.kind !== 'ok') return failureOf(answer);
  const business = membersOf(answer.value);
  const name = nameOf(business);
  if (name === undefined) return unavailable('a business without a name');
  const countryCode = countryOf(business) ?? access.countryCode;
  return { kind: 'ok', value: [{ id, name, countryCode, isDefault: true, ...detailsOf(business) }] };
}

/** A URL below an API's base. */
export const under = (base: URL, path: string): URL => new URL(`${base.href.replace(/\/$/, '')}/${path}`);

const nameOf = (business: Members | undefined): string | undefined =>
  nameTextOf(business?.name) ?? nameTextOf(business?.displayed_as);
const countryOf = (business: Members | undefined): string | null => {
  const code = membersOf(business?.country)?.id;
  return typeof code === 'string' && /^[A-Z]{2}$/.test(code) ? code : null;
};

function detailsOf(business: Members | undefined): Pick<PlatformBusiness, 'place' | 'createdOn' | 'isDemo'> {
  const place = nameTextOf(`${textOf(business?.city) ?? ''} ${textOf(business?.postal_code) ?? ''}`);
  const createdOn = /^\d{4}-\d{2}-\d{2}/.exec(textOf(business?.created_at) ?? '')?.[0];
  return {
    ...(place === undefined ? {} : { place }),
    ...(createdOn === undefined ? {} : { createdOn }),
    ...(business?.is_demo === true ? { isDemo: true } : {}),
  };
}
