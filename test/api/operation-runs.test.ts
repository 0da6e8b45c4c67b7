import { expect, test } from '@jest/globals';
import { buildSchema } from 'graphql';
import type { RequestContext } from '../../src/api/context.js';
import { createGraphqlServer } from '../../src/api/graphql-server.js';
import { AnswerLimit } from '../../src/infra/graphql/answer-limit.js';
import { createRequestLimits } from '../../src/infra/graphql/request-limits.js';
import { startMetrics } from '../../src/infra/observability/metrics.js';

const faults: unknown[][] = [];
const logger = { info() {}, warn() {}, fault: (...fault: unknown[]) => void faults.push(fault) };
const contextValue = {
  requestId: 'request 7',
  answer: new AnswerLimit(),
  actor: { scopes: new Set(), workspaceId: 'w', apiKeyId: 'k' },
} as unknown as RequestContext;

/** A server whose resolver fails at the given calls; with the counts of `/metrics` by kind of run. */
async function serverThatFails(atCalls: readonly number[]) {
  let calls = 0;
  const schema = buildSchema('type Query { number: Int }');
  const field = schema.getQueryType()?.getFields().number;
  if (field === undefined) throw new Error('there is no field');
  field.resolve = () => {
    calls++;
    if (atCalls.includes(calls)) throw new TypeError('at this call');
    return 7;
  };
  const limits = createRequestLimits(schema, 100, 0);
  const server = createGraphqlServer({ schema, introspection: false, limits, logger });
  const registry = await startMetrics();
  return {
    run: async (times: number) => {
      for (let i = 0; i < times; i++) await server.executeOperation({ query: '{ number }' }, { contextValue });
    },
    counts: async () => {
      const text = await registry.metrics();
      const lines = [...text.matchAll(/^ledgerlink_graphql_operations_total\{run="(\w+)"\} (\d+)$/gm)];
      return Object.fromEntries(lines.map(([, run, count]) => [run, Number(count)]));
    },
  };
}

test('counts the operations that ran interpreted and compiled', async () => {
  const { run, counts } = await serverThatFails([]);
  await run(5);
  expect(await counts()).toEqual({ interpreted: 2, compiled: 3 });
});

test('counts a compiled run that ends in an error as a fallback, and logs nothing about the compiler', async () => {
  const { run, counts } = await serverThatFails([3, 4]);
  await run(4);
  expect(await counts()).toEqual({ interpreted: 2, fallback: 1, compiled: 1 });
  expect(faults).toEqual([['a request failed', expect.anything(), { requestId: 'request 7' }]]);
});

test('reports a compiled run that fails where graphql-js does not', async () => {
  faults.length = 0;
  const { run, counts } = await serverThatFails([3]);
  await run(3);
  expect(await counts()).toEqual({ interpreted: 2, fallback: 1, fallback_unexplained: 1 });
  expect(faults).toEqual([
    [
      'a compiled query failed, and graphql-js ran it without an error',
      new TypeError('at this call'),
      { requestId: 'request 7' },
    ],
  ]);
});
