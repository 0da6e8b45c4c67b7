import { describe, expect, test } from '@jest/globals';
import { startTestApp } from '../../support/app.js';
import { operation, sendHttp } from '../../support/refusals.js';
import { useStarted } from '../../support/use-started.js';

const { HOSTILE_BODIES } = (await import(new URL('../../../bench/hostile/bodies.mjs', import.meta.url).href)) as {
  HOSTILE_BODIES: readonly { name: string; text: string }[];
};

const app = useStarted(() => startTestApp({ MUTATIONS_PER_MINUTE: '999999' }));

test('there are forty hostile bodies, each of which is small enough to be read', () => {
  expect(HOSTILE_BODIES.length).toBeGreaterThanOrEqual(40);
  expect(HOSTILE_BODIES.filter(({ text }) => Buffer.byteLength(text) > 100_000)).toEqual([]);
  expect(HOSTILE_BODIES.filter(({ text }) => Buffer.byteLength(text) > 10_000).length).toBeGreaterThan(25);
});

/** What `npm run bench:hostile` measures in processor time is asserted here in counts: nothing grows with what was sent. */
describe('a hostile body gets an answer of bounded size:', () => {
  test.each(HOSTILE_BODIES.map(({ name, text }) => [name, text]))('%s', async (_name, body) => {
    const { status, text, body: answer } = await sendHttp(app, { body });
    expect(status).toBeLessThan(500);
    expect(text.length).toBeLessThan(status === 200 ? 1_000_000 : 100_000);
    const errors: { message: string; locations?: unknown[] }[] = answer.errors ?? [];
    expect(errors.length).toBeLessThanOrEqual(6);
    for (const { message, locations = [] } of errors) {
      expect(message.length).toBeLessThanOrEqual(1_000);
      expect(locations.length).toBeLessThanOrEqual(5);
    }
    expect(app.logs()).not.toMatch(/x{300}/);
  });
});

test('variables are looked at up to the first five faults', async () => {
  const scopes = Array.from({ length: 900 }, (_, i) => (i < 3 ? 'AUDIT_READ' : `X${i}`));
  const query = 'mutation($i: CreateApiKeyInput!) { createApiKey(input: $i) { __typename } }';
  const { body } = await sendHttp(app, { body: operation(query, { i: { name: 'x', scopes } }) });
  const places = [...body.errors[0].message.matchAll(/\$i\.scopes\.(\d+)/g)].map(([, place]) => place);
  expect(places).toEqual(['3', '4', '5', '6', '7']);
});

test('an error with many names says the first of them and that there are more', async () => {
  const fields = Array.from({ length: 400 }, (_, i) => `field${i}`).join(' ');
  const { status, body } = await sendHttp(app, { body: operation(`{ ${fields} }`) });
  const messages: string[] = body.errors.map(({ message }: { message: string }) => message);
  expect(status).toBe(400);
  expect(messages).toEqual([
    ...[0, 1, 2, 3, 4].map((i) => `Cannot query field "field${i}" on type "Query".`),
    'There are more errors than these.',
  ]);
});

test('errors of the execution are as few', async () => {
  const fields = Array.from({ length: 15 }, (_, i) => `a${i}: node(id: "x") { id }`).join(' ');
  const { status, body } = await sendHttp(app, { body: operation(`{ ${fields} }`) });
  const paths = body.errors.map(({ path }: { path?: unknown[] }) => path?.[0]);
  expect([status, paths]).toEqual([400, ['a0', 'a1', 'a2', 'a3', 'a4', undefined]]);
  expect(body.errors.at(-1)).toMatchObject({
    message: 'There are more errors than these.',
    extensions: { code: 'BAD_USER_INPUT' },
  });
  expect(Object.keys(body.data)).toHaveLength(15);
});

describe('pages and lists of one request', () => {
  const pages = (count: number, first: string) =>
    Array.from({ length: count }, (_, i) => `a${i}: auditEvents${first && `(${first})`} { nodes { id } }`).join(' ');
  const ROWS = /300 rows together, and this one asks for (\d+|\d,\d+), the largest part/;

  test.each([
    ['by numbers', `{ ${pages(4, 'first: 100')} }`, '400'],
    ['by what is usual', `{ ${pages(7, '')} }`, '350'],
    ['by a variable', `query($n: Int) { ${pages(15, 'first: $n')} }`, '1,350'],
    ['by the default of a variable', `query($m: Int = 80) { ${pages(15, 'first: $m')} }`, '1,200'],
    ['by null', `{ ${pages(15, 'first: null')} }`, '750'],
    [
      'in fragments',
      `{ ...F ... { ${pages(3, 'first: 100')} } } fragment F on Query { b: companies(first: 100) { nodes { id } } c: companies(first: 100) { nodes { id } } d: companies(first: 100) { nodes { id } } }`,
      '600',
    ],
  ])('are too many %s', async (_how, query, asked) => {
    const { status, body } = await sendHttp(app, { body: operation(query, { n: 90 }) });
    expect([status, body.errors[0].extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
    expect(ROWS.exec(body.errors[0].message)?.[1]).toBe(asked);
  });

  test.each([
    ['three of a hundred', `{ ${pages(3, 'first: 100')} }`],
    ['fifteen short ones', `{ ${pages(15, 'first: 20')} }`],
    ['fifteen lists', `{ ${Array.from({ length: 15 }, (_, i) => `a${i}: integrations { key }`).join(' ')} }`],
    ['the same one again and again', `{ ${'auditEvents(first: 100) { nodes { id } } '.repeat(15)} }`],
    ['one that is no page', '{ viewer { scopes } integration(key: "x") { key } }'],
  ])('are few enough as %s', async (_how, query) => {
    expect((await sendHttp(app, { body: operation(query) })).status).toBe(200);
  });
});
