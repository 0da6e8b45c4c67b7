import {
  type DocumentNode,
  type GraphQLSchema,
  getVariableValues,
  type OperationDefinitionNode,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { type CompiledQuery, compileQuery } from './compile-query.js';
import { isCompilable } from './is-compilable.js';
import { JsonCache } from './json-cache.js';
import { WrittenData } from './written-data.js';

/**
 * Runs hot queries compiled, and answers undefined where graphql-js has to run it: what `isCompilable` does not let
 * through, the first two runs, and any run that yields an error, again and from the start, so that errors are
 * graphql-js's own. `test/infra/graphql/compiled/compiled-queries.test.ts` compares the two.
 */
export interface CompiledQueries {
  run(request: QueryRequest): Promise<WrittenData | undefined>;
}

export interface QueryRequest {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly context: object;
  readonly variables: Readonly<Record<string, unknown>>;
}

const RUNS_BEFORE = 2;
const MAX_COMPILED_QUERIES = 200;

interface Known {
  runs: number;
  /** Null: not for compiling. */
  query?: CompiledQuery | null;
}

export function createCompiledQueries(
  schema: GraphQLSchema,
  parts: JsonCache = new JsonCache(),
): CompiledQueries {
  // The document store gives the same node for the same text.
  const known = new LRUCache<OperationDefinitionNode, Known>({ max: MAX_COMPILED_QUERIES });
  return {
    run: async ({ document, operation, context, variables }) => {
      const entry = known.get(operation) ?? { runs: 0 };
      known.set(operation, entry);
      if (entry.runs++ < RUNS_BEFORE) return undefined;
      try {
        entry.query ??= isCompilable(schema, document, operation)
          ? compileQuery(schema, document, operation, parts)
          : null;
        if (entry.query === null) return undefined;
        const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
        if (coerced === undefined) return undefined;
        return new WrittenData(await entry.query(context, coerced));
      } catch {
        // Whatever it was, graphql-js runs the query again and reports it properly.
        return undefined;
      }
    },
  };
}
