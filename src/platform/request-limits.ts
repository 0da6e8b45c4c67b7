import type { OperationDefinitionNode } from 'graphql';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { tooMany } from './authenticate.js';

export interface Limited {
  readonly workspaceId: string;
  readonly apiKeyId: string;
}

/** Spends what an operation costs, or throws THROTTLED. Per process: n processes allow n times as much. */
export interface RequestLimits {
  spend(who: Limited, operation: OperationDefinitionNode): Promise<void>;
}

/** Many keys of one workspace together get this much of one key's share. */
const PER_WORKSPACE = 5;

export function createRequestLimits(mutationsPerMinute: number, readsPerMinute: number): RequestLimits {
  const mutations = perMinute(mutationsPerMinute);
  const reads = readsPerMinute === 0 ? undefined : perMinute(readsPerMinute);
  return {
    spend: async ({ workspaceId, apiKeyId }, operation) => {
      // Fifteen aliased mutations are fifteen mutations.
      const [kind, cost] =
        operation.operation === 'mutation'
          ? [mutations, operation.selectionSet.selections.length]
          : [reads, 1];
      if (kind === undefined) return;
      await kind.key.consume(`${workspaceId} ${apiKeyId}`, cost).catch(tooMany);
      await kind.workspace.consume(workspaceId, cost).catch(tooMany);
    },
  };
}

const perMinute = (points: number) => ({
  key: new RateLimiterMemory({ points, duration: 60 }),
  workspace: new RateLimiterMemory({ points: points * PER_WORKSPACE, duration: 60 }),
});
