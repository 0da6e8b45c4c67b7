import {
  type DocumentNode,
  type ExecutionResult,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit';

/**
 * Runs hot queries compiled to JavaScript (graphql-jit), and answers undefined where graphql-js has to run it.
 *
 * graphql-jit 0.8.9 is no drop-in: it gave wrong data for @skip/@include in 126 of 1,489 generated queries, saved an
 * inline secret as "[secret]", loses error paths, and takes 1.1 s to compile a valid 641-byte query. So only queries
 * without any directive and without introspection, below 300 selections, from their third run on; variables coerced by
 * graphql-js; and a compiled run that yields any error is thrown away. `test/compiled-queries.test.ts` compares.
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
const MOST_SELECTIONS = 300;

interface Known {
  runs: number;
  /** Null: not to be compiled. */
  query?: CompiledQuery | null;
}

export function createCompiledQueries(schema: GraphQLSchema): CompiledQueries {
  // By the operation's node: it lives as long as its document is in the bounded document store, and no longer.
  const known = new WeakMap<OperationDefinitionNode, Known>();
  return {
    run: async ({ document, operation, context, variables }) => {
      const entry = known.get(operation) ?? { runs: 0 };
      known.set(operation, entry);
      if (entry.runs++ < RUNS_BEFORE) return undefined;
      entry.query ??= isCompilable(document, operation) ? compile(schema, document, operation) : null;
      if (entry.query === null) return undefined;
      const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
      if (coerced === undefined) return undefined;
      try {
        const result = await entry.query.query(undefined, context, coerced);
        return result.errors === undefined || result.errors.length === 0 ? result : undefined;
      } catch {
        // Whatever it was, graphql-js runs the query again and reports it properly.
        return undefined;
      }
    },
  };
}

function compile(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): CompiledQuery | null {
  const compiled = compileQuery(schema, document, operation.name?.value ?? '');
  return isCompiledQuery(compiled) ? compiled : null;
}

/** Whether what an operation reaches is a query that graphql-jit runs as graphql-js does. */
export function isCompilable(document: DocumentNode, operation: OperationDefinitionNode): boolean {
  if (operation.operation !== 'query' || (operation.directives?.length ?? 0) > 0) return false;
  const fragments = new Map(
    document.definitions
      .filter((one): one is FragmentDefinitionNode => one.kind === Kind.FRAGMENT_DEFINITION)
      .map((fragment) => [fragment.name.value, fragment]),
  );
  return count(operation.selectionSet, fragments, 0) < MOST_SELECTIONS;
}

/** Selections after fragments are expanded; infinite where something is in the way of compiling. */
function count(
  set: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  before: number,
): number {
  let total = before;
  for (const selection of set.selections) {
    if ((selection.directives?.length ?? 0) > 0) return Number.POSITIVE_INFINITY;
    if (selection.kind === Kind.FIELD && /^__(schema|type)$/.test(selection.name.value))
      return Number.POSITIVE_INFINITY;
    const fragment =
      selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : undefined;
    if ((fragment?.directives?.length ?? 0) > 0) return Number.POSITIVE_INFINITY;
    const inner =
      fragment?.selectionSet ?? ('selectionSet' in selection ? selection.selectionSet : undefined);
    total = inner === undefined ? total + 1 : count(inner, fragments, total + 1);
    // Stops early: a chain of fragments doubles with every link.
    if (total >= MOST_SELECTIONS) return Number.POSITIVE_INFINITY;
  }
  return total;
}
