import { LIST_RULES } from '../books/lists.js';
import type { Selection } from '../books/selection.js';
import type { Query } from '../oauth/authorize-request.js';
import { API_ERRORS } from './api-error.js';

const TIME = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d))?$/;
const DATE = /^\d{4}-\d\d-\d\d$/;
const SORT = /^(created_at|updated_at|date)(?::(asc|desc))?$/;
const SORT_FIELDS = { created_at: 'created', updated_at: 'updated', date: 'day' } as const;

/**
 * Reads a time or a date of the query. A `+` that was not encoded arrives as a space, which is no time.
 * @throws ApiError 422
 */
function read(query: Query, field: string, pattern: RegExp, unitMs: number): number | undefined {
  const text = query[field];
  if (text === undefined) return undefined;
  const ms = typeof text === 'string' && pattern.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) throw API_ERRORS.invalid(field, 'It must be a date or a time in ISO 8601.');
  return Math.floor(ms / unitMs);
}

/** A day of the query, counted since 1970. */
export const readDay = (query: Query, field: string) => read(query, field, DATE, 86_400_000);

/**
 * The filters and the order that a request asks for. A parameter that the list does not know is ignored, `sort` only
 * if `unknownSort` says so.
 * @throws ApiError 422
 */
export function readSelection(list: string, query: Query, unknownSort: 'refused' | 'ignored'): Selection {
  const { filters } = LIST_RULES[list] ?? { filters: '' };
  const time = (filter: string, field: string) =>
    filters.includes(filter) ? read(query, field, TIME, 1_000) : undefined;
  const isFeed = list === 'transactions';
  return {
    list,
    updatedSince: time('U', 'updated_or_created_since'),
    deletedSince: time('D', 'deleted_since'),
    updatedFrom: isFeed ? time('U', 'updated_from_date') : undefined,
    updatedTo: isFeed ? time('U', 'updated_to_date') : undefined,
    fromDay: filters.includes('F') ? readDay(query, 'from_date') : undefined,
    toDay: filters.includes('F') ? readDay(query, 'to_date') : undefined,
    sort: readSort(query, filters.includes('S'), unknownSort),
  };
}

function readSort({ sort }: Query, isSortable: boolean, unknownSort: 'refused' | 'ignored'): Selection['sort'] {
  if (sort === undefined) return undefined;
  const [, field = '', direction] = (typeof sort === 'string' && SORT.exec(sort)) || [];
  const isKnown = isSortable && field in SORT_FIELDS;
  if (!isKnown && unknownSort === 'ignored') return undefined;
  if (!isKnown) throw API_ERRORS.invalid('sort', 'The list cannot be sorted so.');
  return { field: SORT_FIELDS[field as keyof typeof SORT_FIELDS], descending: direction === 'desc' };
}
