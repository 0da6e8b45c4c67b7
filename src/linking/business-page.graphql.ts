import { connectionOf, type Page, toPage } from '../infra/graphql/connection.graphql.js';
import { notACursor } from '../infra/graphql/page-arguments.js';
import { Business, toBusiness } from '../links/business.graphql.js';
import { type BusinessData, pageOfBusinesses, parseBusinessCursor, toBusinessCursor } from '../links/business.rules.js';

export const BusinessConnection = connectionOf(Business, {
  edge: 'A business',
  one: 'business',
  many: 'businesses',
  page: 'businesses to choose from, ordered by name',
});

export interface BusinessPageArguments {
  readonly first: number;
  readonly after?: string | null;
  readonly search?: string | null;
}

/**
 * The requested page.
 * @throws ApiError BAD_USER_INPUT for a text that is not a cursor of ours
 */
export function toBusinessPage(
  all: readonly BusinessData[],
  { first, after, search }: BusinessPageArguments,
): Page<Business> {
  const position = after === undefined || after === null ? undefined : (parseBusinessCursor(after) ?? null);
  if (position === null) throw notACursor();
  const query = { search: search ?? '', first, ...(position === undefined ? {} : { after: position }) };
  const { items, more } = pageOfBusinesses(all, query);
  const edges = items.map((item) => ({ cursor: toBusinessCursor(item), node: toBusiness(item) }));
  return toPage(edges, more, position !== undefined);
}
