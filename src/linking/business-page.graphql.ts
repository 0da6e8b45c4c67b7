import { Field, ObjectType } from 'type-graphql';
import { notACursor } from '../infra/graphql/page-arguments.js';
import { PageInfo, toPageInfo } from '../infra/graphql/page-info.graphql.js';
import { Business, toBusiness } from '../links/business.graphql.js';
import {
  type BusinessData,
  pageOfBusinesses,
  parseBusinessCursor,
  toBusinessCursor,
} from '../links/business.rules.js';

@ObjectType({ description: 'A business in a page.', simpleResolvers: true })
export class BusinessEdge {
  @Field(() => String, { description: 'Give it as `after` to go on from here.' })
  cursor: string;

  @Field(() => Business, { description: 'The business.' })
  node: Business;
}

@ObjectType({
  description: 'A page of businesses to choose from, in the order of their names.',
  simpleResolvers: true,
})
export class BusinessConnection {
  @Field(() => [BusinessEdge], { description: 'The businesses with their cursors.' })
  edges: readonly BusinessEdge[];

  @Field(() => [Business], { description: 'The businesses alone.' })
  nodes: readonly Business[];

  @Field(() => PageInfo, { description: 'Whether there are more.' })
  pageInfo: PageInfo;
}

export interface BusinessPageArguments {
  readonly first: number;
  readonly after?: string | null;
  readonly search?: string | null;
}

/** The page asked for, or BAD_USER_INPUT for a cursor that is none of ours. */
export function toBusinessPage(
  all: readonly BusinessData[],
  { first, after, search }: BusinessPageArguments,
): BusinessConnection {
  const asked = after === undefined || after === null ? undefined : (parseBusinessCursor(after) ?? null);
  if (asked === null) throw notACursor();
  const query = { search: search ?? '', first, ...(asked === undefined ? {} : { after: asked }) };
  const { items, more } = pageOfBusinesses(all, query);
  const edges = items.map((item) =>
    Object.assign(new BusinessEdge(), { cursor: toBusinessCursor(item), node: toBusiness(item) }),
  );
  const pageInfo = toPageInfo(edges, more, asked !== undefined);
  return Object.assign(new BusinessConnection(), { edges, nodes: edges.map(({ node }) => node), pageInfo });
}
