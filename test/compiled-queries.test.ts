import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { type DocumentNode, execute, type GraphQLSchema, getOperationAST, parse, validate } from 'graphql';
import { isCompilable } from '../src/platform/compilable.js';
import { createCompiledQueries } from '../src/platform/compiled-queries.js';
import { createSchema } from '../src/schema.js';
import { createOddSchema, generateOperations } from './support/generated-operations.js';

const operationOf = (document: DocumentNode) => {
  const operation = getOperationAST(document);
  if (!operation) throw new Error('the document has no operation');
  return operation;
};

/** The third run on, which is when a query is compiled; undefined where graphql-js has to run it. */
async function runCompiled(
  schema: GraphQLSchema,
  document: DocumentNode,
  variables: Record<string, unknown>,
) {
  const queries = createCompiledQueries(schema);
  const request = { document, operation: operationOf(document), context: {}, variables };
  expect(await queries.run(request)).toBeUndefined();
  expect(await queries.run(request)).toBeUndefined();
  return queries.run(request);
}

describe('compiled queries', () => {
  test('answer what graphql-js answers, in 3,000 generated operations', async () => {
    const schema = createOddSchema();
    const counts = { compiled: 0, withErrors: 0, tooLarge: 0, withReason: 0 };
    for (const { query, variables } of generateOperations(3000)) {
      const document = parse(query);
      expect([query, validate(schema, document)]).toEqual([query, []]);
      const expected = await execute({ schema, document, variableValues: variables, contextValue: {} });
      const actual = await runCompiled(schema, document, variables);
      const hasReason = query.includes('@') || query.includes('$filter');
      if (actual !== undefined) {
        expect([query, JSON.stringify(actual.data)]).toEqual([query, JSON.stringify(expected.data)]);
        expect(expected.errors).toBeUndefined();
        counts.compiled++;
        continue;
      }
      // What was not compiled has a reason, and only one of these.
      const tooLarge = !hasReason && !isCompilable(schema, document, operationOf(document));
      expect([query, hasReason || tooLarge || expected.errors !== undefined]).toEqual([query, true]);
      if (hasReason) counts.withReason++;
      else if (tooLarge) counts.tooLarge++;
      else counts.withErrors++;
    }
    expect(counts.compiled).toBeGreaterThan(1000);
    expect(counts.withErrors).toBeGreaterThan(100);
    expect(counts.withReason).toBeGreaterThan(100);
    expect(counts.tooLarge).toBeLessThan(150);
    expect(counts.compiled + counts.withErrors + counts.withReason + counts.tooLarge).toBe(3000);
  });

  test('leave mutations, directives, introspection and large queries to graphql-js', () => {
    const compilable = (query: string) =>
      isCompilable(createOddSchema(), parse(query), operationOf(parse(query)));
    expect(compilable('{ leaf { name } }')).toBe(true);
    expect(compilable('mutation { change { name } }')).toBe(false);
    expect(compilable('{ leaf @skip(if: false) { name } }')).toBe(false);
    expect(compilable('{ ...F } fragment F on Query { leaf { name @include(if: true) } }')).toBe(false);
    expect(compilable('query($filter: Filter) { echo(text: "x", filter: $filter) }')).toBe(false);
    expect(compilable('{ __schema { types { name } } }')).toBe(false);
    expect(compilable(`{ ${Array.from({ length: 300 }, (_, i) => `a${i}: __typename`).join(' ')} }`)).toBe(
      false,
    );
    const nested = (depth: number): string =>
      depth === 0 ? '__typename' : `any { ... on Branch { ${nested(depth - 1)} } }`;
    expect([compilable(`{ ${nested(3)} }`), compilable(`{ ${nested(7)} }`)]).toEqual([true, false]);
    const doubling = Array.from(
      { length: 40 },
      (_, i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`,
    );
    expect(compilable(`{ ...F0 } ${doubling.join(' ')} fragment F40 on Query { __typename }`)).toBe(false);
  });

  test('the dashboard is one of them', async () => {
    const document = parse(readFileSync(new URL('dashboard.graphql', import.meta.url), 'utf8'));
    expect(isCompilable(await createSchema(), document, operationOf(document))).toBe(true);
  });
});
