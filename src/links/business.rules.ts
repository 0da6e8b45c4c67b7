/** A company data file at the platform, as an attempt keeps it. */
export interface BusinessData {
  readonly id: string;
  readonly name: string;
  readonly countryCode: string | null;
  readonly isLead: boolean;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly more: boolean;
}

const folded = (text: string): string => text.normalize('NFC').toLowerCase();
const orderOf = ({ name, id }: Pick<BusinessData, 'name' | 'id'>): string => `${folded(name)}\0${id}`;

export const toBusinessCursor = (business: Pick<BusinessData, 'name' | 'id'>): string =>
  Buffer.from(orderOf(business)).toString('base64url');

/** Undefined for what cannot be a cursor of ours. */
export function parseBusinessCursor(cursor: string): string | undefined {
  if (!/^[\w-]{1,4000}$/.test(cursor)) return undefined;
  const order = Buffer.from(cursor, 'base64url').toString('utf8');
  return order.includes('\0') ? order : undefined;
}

export interface BusinessQuery {
  /** Part of a name, in any case; empty: all. */
  readonly search: string;
  readonly first: number;
  /** Only those behind this place in the order. */
  readonly after?: string;
}

/** A few hundred at most, so they are sorted where they are needed: by name, whatever order the platform has. */
export function pageOfBusinesses<Item extends BusinessData>(
  all: readonly Item[],
  { search, first, after }: BusinessQuery,
): Page<Item> {
  const wanted = folded(search.trim());
  const rest = all
    .map((item) => ({ item, order: orderOf(item) }))
    .filter(({ item, order }) => folded(item.name).includes(wanted) && (after === undefined || order > after))
    .sort((a, b) => (a.order < b.order ? -1 : 1));
  return { items: rest.slice(0, first).map(({ item }) => item), more: rest.length > first };
}
