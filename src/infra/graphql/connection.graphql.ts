import { type ClassType, Field, ObjectType } from 'type-graphql';
import { OutputType } from './output-type.js';

/** The GraphQL type of `pageInfo` (Relay cursor connections). */
@OutputType('Where this page stands among the others (Relay cursor connections).')
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether more follow after `endCursor`.' })
  hasNextPage: boolean;

  @Field(() => Boolean, {
    description: 'Whether this page was asked for with `after`, so that others came before it.',
  })
  hasPreviousPage: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'The first cursor of this page; null when it is empty.',
  })
  startCursor: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Give it as `after` for the next page; null when this one is empty.',
  })
  endCursor: string | null;
}

/** A page of nodes with their cursors. */
export interface Page<Node> {
  readonly edges: readonly { readonly cursor: string; readonly node: Node }[];
  readonly nodes: readonly Node[];
  readonly pageInfo: PageInfo;
}

/** The words of a connection's descriptions, such as `a company`, `company`, `companies` and `companies, ordered by name`. */
interface Words {
  readonly edge: string;
  readonly one: string;
  readonly many: string;
  readonly page: string;
}

/** Registers the types of pages (Relay cursor connections). Of `Company` they are `CompanyEdge` and `CompanyConnection`. */
export function connectionOf<Node extends object>(node: ClassType<Node>, words: Words): ClassType<Page<Node>> {
  @ObjectType(`${node.name}Edge`, { description: `${words.edge} in a page.`, simpleResolvers: true })
  class Edge {
    @Field(() => String, { description: `Pass it as \`after\` to read the ${words.many} that follow this one.` })
    cursor: string;

    @Field(() => node, { description: `The ${words.one}.` })
    node: Node;
  }

  @ObjectType(`${node.name}Connection`, { description: `A page of ${words.page}.`, simpleResolvers: true })
  class Connection {
    @Field(() => [Edge], { description: `The ${words.many} with their cursors.` })
    edges: readonly Edge[];

    @Field(() => [node], { description: `The ${words.many} alone.` })
    nodes: readonly Node[];

    @Field(() => PageInfo, { description: 'Whether there are further pages.' })
    pageInfo: PageInfo;
  }
  return Connection;
}

/** A page of these edges. `after`: whether the page was asked for with a cursor. */
export const toPage = <Node>(edges: Page<Node>['edges'], hasNextPage: boolean, after: boolean): Page<Node> => ({
  edges,
  nodes: edges.map(({ node }) => node),
  pageInfo: {
    hasNextPage,
    hasPreviousPage: after,
    startCursor: edges[0]?.cursor ?? null,
    endCursor: edges.at(-1)?.cursor ?? null,
  },
});
