import type { SageRecord } from '../books/fixed-lists.js';
import type { Query } from '../oauth/authorize-request.js';
import { API_ERRORS } from './api-error.js';

export interface ListOptions {
  readonly path: string;
  /** The list of businesses spells this field differently from all other lists. */
  readonly sizeField: '$items_per_page' | '$itemsPerPage';
  readonly minSize: number;
  readonly defaultSize: number;
  readonly maxSize: number;
  readonly nextKeepsFilters?: boolean;
  readonly pageSizeOutOfRange?: 'bounded' | 'refused';
}

export const BUSINESS_LIST: ListOptions = {
  path: '/businesses',
  sizeField: '$items_per_page',
  minSize: 25,
  defaultSize: 25,
  maxSize: 500,
};
export const recordList = (
  kind: string,
  { nextKeepsFilters, pageSizeOutOfRange }: Pick<ListOptions, 'nextKeepsFilters' | 'pageSizeOutOfRange'>,
): ListOptions => ({
  path: `/${kind}`,
  sizeField: '$itemsPerPage',
  minSize: 1,
  defaultSize: 20,
  maxSize: 200,
  nextKeepsFilters,
  pageSizeOutOfRange,
});

/** A number of the query, brought into its range. Anything that is not a number counts as not sent. */
function boundedInteger(
  text: Query[string],
  { minSize, defaultSize, maxSize }: Omit<ListOptions, 'path' | 'sizeField'>,
): number {
  if (typeof text !== 'string' || !/^\d{1,9}$/.test(text)) return defaultSize;
  return Math.min(maxSize, Math.max(minSize, Number(text)));
}

/** The records of a list from one place to another, the last one left out. */
export interface ListSource {
  readonly total: number;
  items(from: number, to: number): readonly SageRecord[];
}

export const listOf = (all: readonly SageRecord[]): ListSource => ({
  total: all.length,
  items: (from, to) => all.slice(from, to),
});

/**
 * One page in Sage's envelope. A page number past the end gets the last page. `$next` repeats the page and its size, and
 * no filter, as in Sage's examples, unless the options say otherwise.
 * @throws ApiError 422 for a page size that the options refuse
 */
export function listPage(source: ListSource, query: Query, kind: ListOptions) {
  const { total } = source;
  const size = boundedInteger(query.items_per_page, kind);
  if (kind.pageSizeOutOfRange === 'refused' && ![undefined, String(size)].includes(query.items_per_page as string))
    throw API_ERRORS.invalid('items_per_page', `It must be a number from ${kind.minSize} to ${kind.maxSize}.`);
  const last = Math.max(1, Math.ceil(total / size));
  const page = boundedInteger(query.page, { minSize: 1, defaultSize: 1, maxSize: last });
  const filters = kind.nextKeepsFilters === true ? query : {};
  const link = (to: number) =>
    `${kind.path}?${new URLSearchParams({ ...filters, page: `${to}`, items_per_page: `${size}` })}`;
  const items = source.items((page - 1) * size, Math.min(page * size, total));
  return {
    $total: total,
    $page: page,
    $next: page < last ? link(page + 1) : null,
    $back: page > 1 ? link(page - 1) : null,
    [kind.sizeField]: size,
    $items: items.map((record) => selectFields(record, query.attributes)),
  };
}

/** A list item has three fields, and those that the `attributes` parameter names. */
function selectFields(record: SageRecord, attributes: Query[string]): Readonly<Record<string, unknown>> {
  if (attributes === 'all') return record;
  const names = typeof attributes === 'string' ? attributes.split(',') : [];
  const extraFields = names.filter((name) => Object.hasOwn(record, name)).map((name) => [name, record[name]]);
  return {
    id: record.id,
    displayed_as: record.displayed_as,
    $path: record.$path,
    ...Object.fromEntries(extraFields),
  };
}
