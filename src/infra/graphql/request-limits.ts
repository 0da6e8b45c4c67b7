import {
  type DocumentNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { Extensions } from 'type-graphql';
import { tooMany } from '../errors/throttled.js';

/** On a root field that has a limit of its own: it spends nothing of the common ones. */
export const OwnLimit = () => Extensions({ ownLimit: true });

export interface Limited {
  readonly workspaceId: string;
  readonly apiKeyId: string;
}

/** Spends what an operation costs, or throws THROTTLED. Per process: n processes allow n times as much. */
export interface RequestLimits {
  spend(who: Limited, document: DocumentNode, operation: OperationDefinitionNode): Promise<void>;
}

/** Many keys of one workspace together get this much of one key's share. */
const PER_WORKSPACE = 5;

export function createRequestLimits(
  schema: GraphQLSchema,
  mutationsPerMinute: number,
  readsPerMinute: number,
): RequestLimits {
  const ownLimits = new Set(
    Object.values(schema.getMutationType()?.getFields() ?? {})
      .filter(({ extensions }) => extensions.ownLimit === true)
      .map(({ name }) => name),
  );
  const mutations = perMinute(mutationsPerMinute);
  const reads = readsPerMinute === 0 ? undefined : perMinute(readsPerMinute);
  return {
    spend: async ({ workspaceId, apiKeyId }, document, operation) => {
      // Fifteen aliased mutations are fifteen mutations, wherever they stand.
      const [kind, cost] =
        operation.operation === 'mutation'
          ? [mutations, countFields(document, operation.selectionSet, ownLimits)]
          : [reads, 1];
      if (kind === undefined || cost === 0) return;
      await kind.key.consume(`${workspaceId} ${apiKeyId}`, cost).catch(tooMany);
      await kind.workspace.consume(workspaceId, cost).catch(tooMany);
    },
  };
}

const perMinute = (points: number) => ({
  key: new RateLimiterMemory({ points, duration: 60 }),
  workspace: new RateLimiterMemory({ points: points * PER_WORKSPACE, duration: 60 }),
});

/** Fields at the top of an operation, those in fragments too. Validation has refused circles by now. */
function countFields(
  document: DocumentNode,
  { selections }: SelectionSetNode,
  except: ReadonlySet<string>,
): number {
  const counts = selections.map((one) => {
    if (one.kind === Kind.FIELD) return except.has(one.name.value) ? 0 : 1;
    if (one.kind === Kind.INLINE_FRAGMENT) return countFields(document, one.selectionSet, except);
    const fragment = document.definitions.find(
      (definition) =>
        definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === one.name.value,
    );
    return fragment?.kind === Kind.FRAGMENT_DEFINITION
      ? countFields(document, fragment.selectionSet, except)
      : 0;
  });
  return counts.reduce((sum, count) => sum + count, 0);
}
