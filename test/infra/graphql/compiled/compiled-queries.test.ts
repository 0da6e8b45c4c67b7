import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  type GraphQLSchema,
  getOperationAST,
  parse,
  validate,
} from 'graphql';
import { createSchema } from '../../../../src/api/schema.js';
import { allSlices } from '../../../../src/composition/composition.js';
import {
  type CompiledQueries,
  type CompiledRun,
  createCompiledQueries,
} from '../../../../src/infra/graphql/compiled/compiled-queries.js';
import { immutable } from '../../../../src/infra/graphql/compiled/immutable.js';
import { isCompilable } from '../../../../src/infra/graphql/compiled/is-compilable.js';
import { JsonCache } from '../../../../src/infra/graphql/compiled/json-cache.js';
import { createOddSchema, generateOperations } from '../../../support/generated-operations.js';

const operationOf = (document: DocumentNode) => {
  const operation = getOperationAST(document);
  if (!operation) throw new Error('the document has no operation');
  return operation;
};

interface Runs {
  readonly schema: GraphQLSchema;
  readonly queries: CompiledQueries;
  readonly document: DocumentNode;
  readonly variables: Record<string, unknown>;
}

const textOf = (run: CompiledRun) => (run.kind === 'compiled' ? run.data.toBytes().toString() : undefined);

/** Answers the third run, the first that may be compiled, and checks that the fourth, from kept JSON, is the same. */
async function runCompiled({ queries, document, variables }: Runs): Promise<CompiledRun> {
  const request = { document, operation: operationOf(document), context: {}, variables };
  expect(await queries.run(request)).toEqual({ kind: 'interpreted' });
  expect(await queries.run(request)).toEqual({ kind: 'interpreted' });
  const run = await queries.run(request);
  const again = await queries.run(request);
  expect([again.kind, textOf(again)]).toEqual([run.kind, textOf(run)]);
  return run;
}

/** Texts of the compiled code and those that graphql-js has for the same error. */
const SAME_ERROR: readonly (readonly [ours: string, theirs: RegExp])[] = [
  ['null for a type that is not nullable', /^Cannot return null for non-nullable field/],
];

/** Whether graphql-js reports the error that ended a compiled run. Anything else is a bug of the compiler. */
function isReported(error: unknown, { errors = [] }: ExecutionResult): boolean {
  const message = error instanceof Error ? error.message : String(error);
  const theirs = SAME_ERROR.find(([ours]) => ours === message)?.[1];
  return errors.some((one) => one.message === message || theirs?.test(one.message));
}

/** Compares one operation; answers how it went. */
async function compare(runs: Runs, query: string): Promise<'compiled' | 'withErrors' | 'tooLarge' | 'directives'> {
  const { schema, document, variables } = runs;
  expect([query, validate(schema, document)]).toEqual([query, []]);
  const expected = await execute({ schema, document, variableValues: variables, contextValue: {} });
  const run = await runCompiled(runs);
  if (run.kind === 'compiled') {
    expect([query, textOf(run)]).toEqual([query, JSON.stringify(expected.data)]);
    expect(expected.errors).toBeUndefined();
    return 'compiled';
  }
  if (run.kind === 'fallback') {
    expect([query, String(run.error), isReported(run.error, expected)]).toEqual([query, String(run.error), true]);
    return 'withErrors';
  }
  // An operation that was not tried has a reason, and only one of these.
  if (query.includes('@')) return 'directives';
  expect([query, isCompilable(schema, document, operationOf(document))]).toEqual([query, false]);
  return 'tooLarge';
}

describe('compiled queries', () => {
  test('answer what graphql-js answers, in 1,500 generated operations', async () => {
    const schema = createOddSchema();
    const parts = new JsonCache();
    const queries = createCompiledQueries(schema, parts);
    const counts = { compiled: 0, withErrors: 0, tooLarge: 0, directives: 0, kept: 0 };
    for (const { query, variables } of generateOperations(1500)) {
      const before = parts.bytes;
      counts[await compare({ schema, queries, document: parse(query), variables }, query)]++;
      if (parts.bytes > before) counts.kept++;
    }
    expect(counts.compiled).toBeGreaterThan(500);
    expect(counts.kept).toBeGreaterThan(250);
    expect(counts.withErrors).toBeGreaterThan(50);
    expect(counts.directives).toBeGreaterThan(50);
    expect(counts.tooLarge).toBeLessThan(75);
    expect(counts.compiled + counts.withErrors + counts.directives + counts.tooLarge).toBe(1500);
  }, 120_000);

  test('forget what they keep when it is too much, and answer the same', async () => {
    const schema = createOddSchema();
    const parts = new JsonCache(300);
    const queries = createCompiledQueries(schema, parts);
    for (const { query, variables } of generateOperations(300)) {
      await compare({ schema, queries, document: parse(query), variables }, query);
      expect(parts.bytes).toBeLessThanOrEqual(300);
    }
    expect(parts.generation).toBeGreaterThan(20);
  });

  test('keep nothing of what may change: the same object is written as it is now', async () => {
    const schema = createOddSchema();
    const [frozen, open] = [{ number: 1 }, { number: 1 }];
    const field = schema.getQueryType()?.getFields().leaf;
    if (!field) throw new Error('there is no leaf');
    const document = parse('{ leaf { number } }');
    const request = { document, operation: operationOf(document), variables: {} };
    const queries = createCompiledQueries(schema);
    let leaf: object = open;
    field.resolve = () => leaf;
    const answer = async (value: object) => {
      leaf = value;
      return textOf(await queries.run({ ...request, context: {} }));
    };
    for (let run = 0; run < 3; run++) await answer(open);
    open.number = 2;
    expect(await answer(open)).toBe('{"leaf":{"number":2}}');
    expect(await answer(immutable(frozen))).toBe('{"leaf":{"number":1}}');
    expect(await answer(Object.freeze({ number: 3 }))).toBe('{"leaf":{"number":3}}');
  });

  test('leave mutations, directives, introspection and large queries to graphql-js', () => {
    const compilable = (query: string) => isCompilable(createOddSchema(), parse(query), operationOf(parse(query)));
    expect(compilable('{ leaf { name } }')).toBe(true);
    expect(compilable('mutation { change { name } }')).toBe(false);
    expect(compilable('{ leaf @skip(if: false) { name } }')).toBe(false);
    expect(compilable('{ ...F } fragment F on Query { leaf { name @include(if: true) } }')).toBe(false);
    expect(compilable('query($filter: Filter) { echo(text: "x", filter: $filter) }')).toBe(true);
    expect(compilable('{ __schema { types { name } } }')).toBe(false);
    expect(compilable(`{ ${Array.from({ length: 300 }, (_, i) => `a${i}: __typename`).join(' ')} }`)).toBe(false);
    const nested = (depth: number): string =>
      depth === 0 ? '__typename' : `any { ... on Branch { ${nested(depth - 1)} } }`;
    const wide = (count: number) =>
      `{ any { ... on Branch { ${Array.from({ length: count }, (_, i) => `a${i}: any { __typename }`).join(' ')} } } }`;
    expect([compilable(`{ ${nested(3)} }`), compilable(`{ ${nested(7)} }`)]).toEqual([true, true]);
    expect([compilable(wide(40)), compilable(wide(200))]).toEqual([true, false]);
    const doubling = Array.from({ length: 40 }, (_, i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`);
    expect(compilable(`{ ...F0 } ${doubling.join(' ')} fragment F40 on Query { __typename }`)).toBe(false);
  });

  test('the dashboard is one of them', async () => {
    const document = parse(readFileSync(new URL('../../../support/dashboard.graphql', import.meta.url), 'utf8'));
    expect(isCompilable(await createSchema(allSlices), document, operationOf(document))).toBe(true);
  });
});
