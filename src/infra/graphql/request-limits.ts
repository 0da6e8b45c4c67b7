import {
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  valueFromASTUntyped,
} from 'graphql';
import { Extensions } from 'type-graphql';
import { RateLimiter } from '../process/rate-limiter.js';
import { LIMITS } from './limits.js';
import { rootFields } from './root-fields.js';

/** Decorates a mutation that has a rate limit of its own: it does not count towards the common limits. */
export const OwnLimit = () => Extensions({ ownLimit: true });

/** Decorates a mutation with a list in a field of its `input`: each `size` elements count as one mutation. */
export const CountedByList = (field: string, size: number) => Extensions({ countedByList: { field, size } });

interface CountedList {
  readonly field: string;
  readonly size: number;
}

/** The caller whose requests are counted: uuids of its workspace and API key. */
export interface Limited {
  readonly workspaceId: string;
  readonly apiKeyId: string;
}

/** The limit of all keys of a workspace together, as a multiple of the limit of one key. */
const PER_WORKSPACE = 5;

/**
 * Makes the limits: operations a minute and key, reads and mutations apart; `readsPerMinute` 0 means no limit. Requests
 * that are refused before they run have a limit of their own, as high as that of mutations: looking at a document that
 * is not valid takes more processor time than most operations, and reads need not have a limit.
 */
export function createRequestLimits(schema: GraphQLSchema, mutationsPerMinute: number, readsPerMinute: number) {
  const fields = schema.getMutationType()?.getFields() ?? {};
  const costOf = (node: FieldNode, variables: Variables): number => {
    const { ownLimit, countedByList } = fields[node.name.value]?.extensions ?? {};
    if (ownLimit === true) return 0;
    return countedByList === undefined ? 1 : lotsOf(countedByList as CountedList, node, variables);
  };
  const mutations = new PerMinute(mutationsPerMinute);
  const refusals = new PerMinute(mutationsPerMinute);
  const reads = readsPerMinute === 0 ? undefined : new PerMinute(readsPerMinute);
  return {
    /** Counts an operation that is about to run. @throws THROTTLED when a limit is exceeded. */
    spend: (who: Limited, document: DocumentNode, operation: OperationDefinitionNode, given: Variables = {}) => {
      if (operation.operation !== 'mutation') return reads?.spend(who, 1);
      const variables = { ...defaultsOf(operation), ...given };
      // Fifteen aliased mutations in one document count as fifteen.
      const costs = rootFields(document, operation.selectionSet).map((node) => costOf(node, variables));
      const cost = costs.reduce((sum, one) => sum + one, 0);
      if (cost > 0) mutations.spend(who, cost);
    },
    /** Counts a request that is refused before it runs. */
    countRefusal: (who: Limited): void => refusals.count(who),
    /** @throws THROTTLED when as many requests of this caller were refused already as may be. */
    refuseWhenSpent: (who: Limited): void => refusals.refuseWhenSpent(who),
  };
}

/** The rate limits of API keys and workspaces. Each process counts by itself: n processes allow n times as much. */
export type RequestLimits = ReturnType<typeof createRequestLimits>;

type Variables = Readonly<Record<string, unknown>>;

const defaultsOf = ({ variableDefinitions = [] }: OperationDefinitionNode): Variables =>
  Object.fromEntries(
    variableDefinitions.map(({ variable, defaultValue }) => [
      variable.name.value,
      defaultValue && valueFromASTUntyped(defaultValue),
    ]),
  );

/** The variables are not checked yet: a list that is too long is refused for that, and one that is none counts as one. */
function lotsOf({ field, size }: CountedList, node: FieldNode, variables: Variables): number {
  const argument = node.arguments?.find(({ name }) => name.value === 'input');
  const input = argument && (valueFromASTUntyped(argument.value, variables) as Variables | null | undefined);
  const list = input?.[field];
  return Array.isArray(list) ? Math.max(1, Math.ceil(Math.min(list.length, LIMITS.listLength) / size)) : 1;
}

/** One limit for a key, and one for its workspace. */
class PerMinute {
  readonly #key: RateLimiter;
  readonly #workspace: RateLimiter;

  constructor(points: number) {
    this.#key = new RateLimiter(points, 60);
    this.#workspace = new RateLimiter(points * PER_WORKSPACE, 60);
  }

  spend({ workspaceId, apiKeyId }: Limited, cost: number): void {
    this.#key.spend(`${workspaceId} ${apiKeyId}`, cost);
    this.#workspace.spend(workspaceId, cost);
  }

  count({ workspaceId, apiKeyId }: Limited): void {
    this.#key.count(`${workspaceId} ${apiKeyId}`);
    this.#workspace.count(workspaceId);
  }

  refuseWhenSpent({ workspaceId, apiKeyId }: Limited): void {
    this.#key.refuseWhenSpent(`${workspaceId} ${apiKeyId}`);
    this.#workspace.refuseWhenSpent(workspaceId);
  }
}
