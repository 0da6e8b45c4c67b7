import { Field } from 'type-graphql';
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

/** The `pageInfo` of a page of edges. `after`: whether the page was asked for with a cursor. */
export function toPageInfo(
  edges: readonly { readonly cursor: string }[],
  hasNextPage: boolean,
  after: boolean,
): PageInfo {
  return Object.assign(new PageInfo(), {
    hasNextPage,
    hasPreviousPage: after,
    startCursor: edges[0]?.cursor ?? null,
    endCursor: edges.at(-1)?.cursor ?? null,
  });
}
