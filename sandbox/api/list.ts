import type { Query } from '../oauth/authorize-request.js';
import type { SageRecord } from '../world/records.js';

export interface ListKind {
  readonly path: string;
  /** The list of businesses spells it otherwise than all other lists. */
  readonly sizeField: '$items_per_page' | '$itemsPerPage';
  readonly least: number;
  readonly standard: number;
  readonly most: number;
}

export const BUSINESS_LIST: ListKind = {
  path: '/businesses',
  sizeField: '$items_per_page',
  least: 25,
  standard: 25,
  most: 500,
};
export const recordList = (kind: string): ListKind => ({
  path: `/${kind}`,
  sizeField: '$itemsPerPage',
  least: 1,
  standard: 20,
  most: 200,
});

/** A number of the query within its bounds; anything else is the standard, as if it had not been sent. */
function whole(text: Query[string], { least, standard, most }: Omit<ListKind, 'path' | 'sizeField'>): number {
  if (typeof text !== 'string' || !/^\d{1,9}$/.test(text)) return standard;
  return Math.min(most, Math.max(least, Number(text)));
}

/** One page in Sage's envelope. Whoever asks for a page past the end gets the last one. */
export function listPage(all: readonly SageRecord[], query: Query, kind: ListKind) {
  const size = whole(query.items_per_page, kind);
  const last = Math.max(1, Math.ceil(all.length / size));
  const page = whole(query.page, { least: 1, standard: 1, most: last });
  const link = (to: number) => `${kind.path}?page=${to}&items_per_page=${size}`;
  return {
    $total: all.length,
    $page: page,
    $next: page < last ? link(page + 1) : null,
    $back: page > 1 ? link(page - 1) : null,
    [kind.sizeField]: size,
    $items: all.slice((page - 1) * size, page * size).map((record) => pick(record, query.attributes)),
  };
}

/** Lists show three fields unless `attributes` asks for more. */
function pick(record: SageRecord, attributes: Query[string]): Readonly<Record<string, unknown>> {
  if (attributes === 'all') return record;
  const names = typeof attributes === 'string' ? attributes.split(',') : [];
  const more = names.filter((name) => Object.hasOwn(record, name)).map((name) => [name, record[name]]);
  return {
    id: record.id,
    displayed_as: record.displayed_as,
    $path: record.$path,
    ...Object.fromEntries(more),
  };
}
