import { Field } from 'type-graphql';
import { OutputType } from '../infra/graphql/output-type.js';
import { notACursor } from '../infra/graphql/page-arguments.js';
import { PageInfo, toPageInfo } from '../infra/graphql/page-info.graphql.js';
import { Business, toBusiness } from '../links/business.graphql.js';
import { type BusinessData, pageOfBusinesses, parseBusinessCursor, toBusinessCursor } from '../links/business.rules.js';

@OutputType('A business in a page.')
export class BusinessEdge {
  @Field(() => String, { description: 'Pass it as `after` to read the businesses that follow this one.' })
  cursor: string;

  @Field(() => Business, { description: 'The business.' })
  node: Business;
}

@OutputType('A page of businesses to choose from, ordered by name.')
export class BusinessConnection {
  @Field(() => [BusinessEdge], { description: 'The businesses with their cursors.' })
  edges: readonly BusinessEdge[];

  @Field(() => [Business], { description: 'The businesses alone.' })
  nodes: readonly Business[];

  @Field(() => PageInfo, { description: 'Whether there are further pages.' })
  pageInfo: PageInfo;
}

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
): BusinessConnection {
  const position = after === undefined || after === null ? undefined : (parseBusinessCursor(after) ?? null);
  if (position === null) throw notACursor();
  const query = { search: search ?? '', first, ...(position === undefined ? {} : { after: position }) };
  const { items, more } = pageOfBusinesses(all, query);
  const edges = items.map((item) =>
    Object.assign(new BusinessEdge(), { cursor: toBusinessCursor(item), node: toBusiness(item) }),
  );
  const pageInfo = toPageInfo(edges, more, position !== undefined);
  return Object.assign(new BusinessConnection(), { edges, nodes: edges.map(({ node }) => node), pageInfo });
}
