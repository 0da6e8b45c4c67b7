// The folder `infra/graphql/compiled`: runs queries that come often as functions that write the answer's bytes. It
// knows no type of this API, and each answer equals the interpreter's. See docs/compiled-queries.md.

import { type DocumentNode, type GraphQLSchema, getVariableValues, type OperationDefinitionNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { type CompiledQuery, compileQuery } from './compile-query.js';
import { isCompilable } from './is-compilable.js';
import { JsonCache } from './json-cache.js';
import { WrittenData } from './written-data.js';

/**
 * Runs frequent queries compiled. `test/infra/graphql/compiled/compiled-queries.test.ts` compares the answers with
 * those of graphql-js. `ledgerlink_graphql_operations_total{run}` in `/metrics` counts the kinds of runs.
 */
export interface CompiledQueries {
  /** Runs an operation compiled, or says why graphql-js has to run it from the start. */
  run(request: QueryRequest): Promise<CompiledRun>;
}

/**
 * `interpreted`: one of the first two runs without `atOnce`, an operation that `isCompilable` does not accept, or variables that do not
 * fit. `fallback`: the compiled run ended in `error`; graphql-js runs the query again, so that errors are its own.
 */
export type CompiledRun =
  | { readonly kind: 'compiled'; readonly data: WrittenData }
  | { readonly kind: 'interpreted' }
  | { readonly kind: 'fallback'; readonly error: unknown };

/** A validated operation with its variables as they were sent, and the context for resolvers. */
export interface QueryRequest {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly context: object;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Whether its first run is compiled already, because its answer may be large. */
  readonly atOnce?: boolean;
}

const RUNS_BEFORE = 2;
const MAX_COMPILED_QUERIES = 200;

interface Known {
  runs: number;
  /** Null: it cannot be compiled. */
  query?: CompiledQuery | null;
}

/** Makes the compiled queries of a schema. `parts`: the cache of JSON that all of them share. */
export function createCompiledQueries(schema: GraphQLSchema, parts: JsonCache = new JsonCache()): CompiledQueries {
  // The document store answers the same node for the same text.
  const known = new LRUCache<OperationDefinitionNode, Known>({ max: MAX_COMPILED_QUERIES });
  return {
    run: async ({ document, operation, context, variables, atOnce = false }) => {
      const entry = known.get(operation) ?? { runs: 0 };
      known.set(operation, entry);
      if (entry.runs++ < RUNS_BEFORE && !atOnce) return { kind: 'interpreted' };
      try {
        entry.query ??= isCompilable(schema, document, operation)
          ? compileQuery(schema, document, operation, parts)
          : null;
        if (entry.query === null) return { kind: 'interpreted' };
        const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
        if (coerced === undefined) return { kind: 'interpreted' };
        return { kind: 'compiled', data: new WrittenData(await entry.query(context, coerced)) };
      } catch (error) {
        return { kind: 'fallback', error };
      }
    },
  };
}
