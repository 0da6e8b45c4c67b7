import type { PlatformAccess, PlatformAnswer, PlatformBusiness } from '../../provider-api.js';
import { failureOf, type Members, membersOf, objectsIn, read, textOf, unavailable } from './sage.read.js';
import { headerIdOf, nameTextOf } from './sage.texts.js';

type Businesses = PlatformAnswer<readonly PlatformBusiness[]>;

/** The most that Sage allows for this list; others allow less. */
const PAGE = 500;
const MAX_PAGES = 200;

/** All businesses that a v3.1 sign-in reaches, in Sage's order. */
export async function businessesV31(base: URL, access: PlatformAccess): Promise<Businesses> {
  const found = await allItems(base, access);
  if (found.kind !== 'ok') return found;
  const { value: items } = found;
  if (items.size === 0) return { kind: 'ok', value: [] };
  // Which one a missing X-Business would silently mean. To know it helps to choose, and nothing depends on it.
  const lead = await read(access, under(base, 'businesses/lead'));
  const leadBusiness = lead.kind === 'ok' ? membersOf(lead.value) : undefined;
  const value = [...items].map(([id, item]) => {
    const isDefault = textOf(leadBusiness?.id) === id;
    return {
      id,
      name: nameOf(item) ?? id,
      countryCode: countryOf(isDefault ? leadBusiness : item),
      isDefault,
    };
  });
  return { kind: 'ok', value };
}

/**
 * Pages are asked for until there are as many as `$total` says: `$next` is not to be trusted, and neither is the page size
 * that an answer names (`$items_per_page` here, `$itemsPerPage` elsewhere, 2147483647 at times). A page that brings
 * nothing new is the end too: asked for one past the end, Sage gives the last one again. A business whose id cannot be
 * used is left out, and counts all the same.
 */
async function allItems(base: URL, access: PlatformAccess): Promise<PlatformAnswer<Map<string, Members>>> {
  const items = new Map<string, Members>();
  const seen = new Set<string>();
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const url = under(base, 'businesses');
    url.searchParams.set('items_per_page', String(PAGE));
    url.searchParams.set('page', String(page));
    const answer = await read(access, url);
    if (answer.kind !== 'ok') return failureOf(answer);
    const list = membersOf(answer.value);
    if (list === undefined || !Array.isArray(list.$items)) return unavailable(null);
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

/** The one business of a v3.0 sign-in: its owner's. */
export async function businessesV30(base: URL, access: PlatformAccess): Promise<Businesses> {
  const id = access.platformUserId;
  if (id === null) return { kind: 'owner-required' };
  const answer = await read({ ...access, businessId: id }, under(base, 'core/v3/business'));
  if (answer.kind !== 'ok') return failureOf(answer);
  const business = membersOf(answer.value);
  const name = nameOf(business);
  if (name === undefined) return unavailable(null);
  const countryCode = countryOf(business) ?? access.countryCode;
  return { kind: 'ok', value: [{ id, name, countryCode, isDefault: true }] };
}

export const under = (base: URL, path: string): URL => new URL(`${base.href.replace(/\/$/, '')}/${path}`);

const nameOf = (business: Members | undefined): string | undefined =>
  nameTextOf(business?.name) ?? nameTextOf(business?.displayed_as);
const countryOf = (business: Members | undefined): string | null => {
  const code = membersOf(business?.country)?.id;
  return typeof code === 'string' && /^[A-Z]{2}$/.test(code) ? code : null;
};
