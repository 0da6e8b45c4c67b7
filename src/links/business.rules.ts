/** A company data file at the platform, as stored in a link attempt. */
export interface BusinessData {
  readonly id: string;
  readonly name: string;
  readonly countryCode: string | null;
  readonly isLead: boolean;
  /** What tells it from the others of its name, and that it is a demo company. Left out: nothing. */
  readonly details?: string;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly more: boolean;
}

const foldCase = (text: string): string => text.normalize('NFC').toLowerCase();
const orderOf = ({ name, id }: Pick<BusinessData, 'name' | 'id'>): string => `${foldCase(name)}\0${id}`;

export const toBusinessCursor = (business: Pick<BusinessData, 'name' | 'id'>): string =>
  Buffer.from(orderOf(business)).toString('base64url');

/** Undefined for a text that is not a cursor of ours. */
export function parseBusinessCursor(cursor: string): string | undefined {
  if (!/^[\w-]{1,4000}$/.test(cursor)) return undefined;
  const order = Buffer.from(cursor, 'base64url').toString('utf8');
  return order.includes('\0') ? order : undefined;
}

export interface BusinessQuery {
  /** A part of the name, in upper or lower case. Empty: all. */
  readonly search: string;
  readonly first: number;
  /** Only businesses after this position in the order. */
  readonly after?: string;
}

/**
 * One page, ordered by name. There are a few hundred businesses at most, so they are sorted in memory for each page.
 */
export function pageOfBusinesses<Item extends BusinessData>(
  all: readonly Item[],
  { search, first, after }: BusinessQuery,
): Page<Item> {
  const text = foldCase(search.trim());
  const matching = all
    .map((item) => ({ item, order: orderOf(item) }))
    .filter(({ item, order }) => foldCase(item.name).includes(text) && (after === undefined || order > after))
    .sort((a, b) => (a.order < b.order ? -1 : 1));
  return { items: matching.slice(0, first).map(({ item }) => item), more: matching.length > first };
}
