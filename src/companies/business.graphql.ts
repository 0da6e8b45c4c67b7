import { Field, ObjectType } from 'type-graphql';
import { PageInfo } from '../platform/page-info.graphql.js';
import { CountryCode } from '../platform/scalars.graphql.js';
import { type Page, toBusinessCursor } from './business.rules.js';

@ObjectType({
  description: 'A company data file at the platform, which a sign-in reaches.',
  simpleResolvers: true,
})
export class Business {
  @Field(() => String, {
    description: "The platform's own id for it; ids of different API versions cannot be compared.",
  })
  id: string;

  @Field(() => String, { description: 'As the platform names it.' })
  name: string;

  @Field(() => CountryCode, {
    nullable: true,
    description: 'Its country; null when the platform does not say.',
  })
  countryCode: string | null;

  @Field(() => Boolean, {
    description: 'Whether the platform takes it when a call names none.',
  })
  isLead: boolean;
}

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

interface Data {
  readonly id: string;
  readonly name: string;
  readonly countryCode: string | null;
  readonly isLead: boolean;
}

export const toBusiness = ({ id, name, countryCode, isLead }: Data): Business =>
  Object.assign(new Business(), { id, name, countryCode, isLead });

export function toBusinessPage({ items, more }: Page<Data>, after: boolean): BusinessConnection {
  const edges = items.map((item) =>
    Object.assign(new BusinessEdge(), { cursor: toBusinessCursor(item), node: toBusiness(item) }),
  );
  const pageInfo = Object.assign(new PageInfo(), {
    hasNextPage: more,
    hasPreviousPage: after,
    startCursor: edges[0]?.cursor ?? null,
    endCursor: edges.at(-1)?.cursor ?? null,
  });
  return Object.assign(new BusinessConnection(), { edges, nodes: edges.map(({ node }) => node), pageInfo });
}
