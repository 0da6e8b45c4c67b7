import {
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
  getVariableValues,
  type OperationDefinitionNode,
} from 'graphql';
import type { CompiledQuery } from 'graphql-jit';
import { LRUCache } from 'lru-cache';
import { isCompilable } from './compilable.js';

/**
 * Runs hot queries compiled to JavaScript (graphql-jit), and answers undefined where graphql-js has to run it.
 *
 * graphql-jit 0.8.9 is no drop-in: it gave wrong data for @skip/@include in 126 of 1,489 generated queries, saved an
 * inline secret as "[secret]", loses error paths, takes 1.1 s to compile a valid 641-byte query, and never ends compiling
 * a variable of a recursive input type. So only what `isCompilable` lets through, from its third run on; variables are
 * coerced by graphql-js; and a compiled run that yields any error is thrown away. `test/compiled-queries.test.ts` compares.
 */
export interface CompiledQueries {
  run(request: QueryRun): Promise<ExecutionResult | undefined>;
}

export interface QueryRun {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly context: object;
  readonly variables: Readonly<Record<string, unknown>>;
}

const RUNS_BEFORE = 2;
const MOST_KEPT = 200;

const NOT_COMPILED = Promise.resolve(null);

interface Known {
  runs: number;
  query?: Promise<CompiledQuery | null>;
}

export function createCompiledQueries(schema: GraphQLSchema): CompiledQueries {
  // Some 50 kB each, seldom ten times that; the document store gives the same node for the same text.
  const known = new LRUCache<OperationDefinitionNode, Known>({ max: MOST_KEPT });
  return {
    run: async ({ document, operation, context, variables }) => {
      const entry = known.get(operation) ?? { runs: 0 };
      known.set(operation, entry);
      if (entry.runs++ < RUNS_BEFORE) return undefined;
      entry.query ??= isCompilable(schema, document, operation)
        ? compile(schema, document, operation)
        : NOT_COMPILED;
      const compiled = await entry.query;
      if (compiled === null) return undefined;
      const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
      if (coerced === undefined) return undefined;
      try {
        const result = await compiled.query(undefined, context, coerced);
        return result.errors === undefined || result.errors.length === 0 ? result : undefined;
      } catch {
        // Whatever it was, graphql-js runs the query again and reports it properly.
        return undefined;
      }
    },
  };
}

async function compile(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): Promise<CompiledQuery | null> {
  // Loaded when the first query is hot: a start does not pay for it.
  const { compileQuery, isCompiledQuery } = await import('graphql-jit');
  const compiled = compileQuery(schema, document, operation.name?.value ?? '');
  return isCompiledQuery(compiled) ? compiled : null;
}
