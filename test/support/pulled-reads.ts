import { toGlobalId } from '../../src/infra/ids/ids.js';
import type { Json } from './app.js';
import type { PulledBooks } from './pulled-books.js';

export interface Truth {
  readonly id: string;
  readonly deleted: boolean;
}

const TYPES: Readonly<Record<string, string>> = { first: 'Int', after: 'String' };

/** How tests read the link of pulled books by GraphQL, and what the sandbox has. */
export function readsOf(books: PulledBooks) {
  /** The records of lists at the sandbox. */
  async function truthOf(...lists: string[]): Promise<Truth[]> {
    const found: Truth[] = [];
    for (const list of lists)
      for (let after: number | null = 0; after !== null; ) {
        const page: { records: Truth[]; next: number | null } = await books.world.sandbox.control.get(
          `/truth?business=${books.businessId}&list=${list}&after=${after}&limit=10000`,
        );
        found.push(...page.records);
        after = page.next;
      }
    return found;
  }

  const linkId = () => toGlobalId('CompanyLink', books.link.linkId);
  const ask = async (fields: string, variables: object = {}, key?: string): Promise<Json> =>
    (
      await books.world.app.ok(
        `query($id: ID!${Object.keys(variables)
          .map((name) => `, $${name}: ${TYPES[name]}`)
          .join('')}) { node(id: $id) { ... on CompanyLink { ${fields} } } }`,
        { id: linkId(), ...variables },
        key,
      )
    ).node;

  /** All nodes of a list, page by page. */
  async function allOf(field: string, selected = 'sourceId', { first = 7, args = '' } = {}): Promise<Json[]> {
    const nodes: Json[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const { page } = await ask(
        `page: ${field}(first: $first, after: $after ${args}) { nodes { ${selected} } pageInfo { hasNextPage endCursor } }`,
        { first, after },
      );
      nodes.push(...page.nodes);
      ({ hasNextPage: more, endCursor: after } = page.pageInfo);
    }
    return nodes;
  }
  return { truthOf, linkId, ask, allOf };
}
