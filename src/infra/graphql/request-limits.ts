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

/** Decorates a mutation that has a rate limit of its own: it does not count towards the common limits. */
export const OwnLimit = () => Extensions({ ownLimit: true });

/** The caller whose requests are counted: uuids of its workspace and API key. */
export interface Limited {
  readonly workspaceId: string;
  readonly apiKeyId: string;
}

/** The rate limits of API keys and workspaces. Each process counts by itself: n processes allow n times as much. */
export interface RequestLimits {
  /** Counts an operation. @throws THROTTLED when a limit is exceeded. */
  spend(who: Limited, document: DocumentNode, operation: OperationDefinitionNode): Promise<void>;
}

/** The limit of all keys of a workspace together, as a multiple of the limit of one key. */
const PER_WORKSPACE = 5;

/** Makes the limits: operations a minute and key, reads and mutations apart; `readsPerMinute` 0 means no limit. */
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
      // Fifteen aliased mutations in one document count as fifteen.
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

/** Counts the root fields of an operation, those in fragments too. Validation has refused circular fragments before. */
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
