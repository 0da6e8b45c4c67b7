import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { GraphQLSchema } from 'graphql';
import { createSchema } from '../../src/api/schema.js';
import { allSlices } from '../../src/composition/composition.js';
import { makeKey } from '../../src/workspaces/api-key.rules.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { operation, sendHttp, stateOf } from '../support/refusals.js';
import { walkRootFields } from '../support/schema-walk.js';
import { furnish, makeScopedKeys, refusesAll, type ScopedKeys, scopeOf } from '../support/scoped-keys.js';

const UUID = '01890000-0000-7000-8000-000000000000';
const toId = (text: string) => Buffer.from(text).toString('base64url');

let app: TestApp;
let schema: GraphQLSchema;
let keys: ScopedKeys;
let foreign: Record<string, string>;
beforeAll(async () => {
  app = await startTestApp({ FAILED_KEYS_PER_MINUTE: '9999', MUTATIONS_PER_MINUTE: '9999', METRICS: 'on' });
  schema = await createSchema(allSlices);
  keys = await makeScopedKeys(app);
  foreign = await furnish(app, (await app.newWorkspace('other')).key);
});
afterAll(() => app.close());

describe('every root field', () => {
  test('says which scope it takes, and only two take none', async () => {
    const fields = walkRootFields(schema);
    expect(fields.filter(({ field }) => scopeOf(field) === undefined).map(({ name }) => name)).toEqual([]);
    expect(
      fields
        .filter(({ field }) => scopeOf(field) === null)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['node', 'viewer']);
    expect(fields.length).toBeGreaterThanOrEqual(13);
  });

  test('is closed without a key, and with one that is malformed or wrong', async () => {
    const wrong = `Bearer ${makeKey(app.workspace.id).key}`;
    const others = [
      '',
      'Bearer',
      'Bearer nonsense',
      `Basic ${app.workspace.key}`,
      app.workspace.key,
      `Bearer ${makeKey(UUID).key}`,
    ];
    for (const [index, { query, variables }] of walkRootFields(schema).entries())
      for (const header of [undefined, wrong, ...(index === 0 ? others : [])])
        await refusesAll(app, query, variables, header, 401, 'UNAUTHENTICATED');
  });

  test('is closed to a key that has every scope but the right one', async () => {
    let closed = 0;
    for (const { query, variables, field } of walkRootFields(schema)) {
      const scope = scopeOf(field);
      if (!scope) continue;
      const message = await refusesAll(app, query, variables, `Bearer ${keys.without[scope]}`, 403, 'FORBIDDEN');
      expect(message).toContain(`lacks the scope ${scope}.`);
      // Behind an alias, in a fragment, beside an open field: nothing of the whole operation runs.
      const call = query.slice(query.indexOf('{', query.indexOf(')') + 1) + 1, -1).trim();
      const kind = query.startsWith('mutation') ? 'Mutation' : 'Query';
      const hidden = `${query.slice(0, query.lastIndexOf(call))} __typename ...F } fragment F on ${kind} { a: ${call} }`;
      await refusesAll(app, hidden, variables, `Bearer ${keys.without[scope]}`, 403, 'FORBIDDEN');
      closed++;
    }
    expect(closed).toBeGreaterThanOrEqual(11);
  });

  test('is open, as far as scopes go, to a key that has the right one', async () => {
    for (const { query, variables, field } of walkRootFields(schema)) {
      const scope = scopeOf(field) ?? 'COMPANIES_READ';
      const { status, text } = await sendHttp(app, {
        body: operation(query, variables),
        headers: { authorization: `Bearer ${keys.only[scope]}` },
      });
      expect([query, Number(status) < 401, text.match(/FORBIDDEN|UNAUTHENTICATED/)]).toEqual([query, true, null]);
    }
  });

  test('answers an id of another workspace exactly like one that never was', async () => {
    const missing = async () =>
      Number(/^ledgerlink_missing_node_total (\d+)$/m.exec((await app.app.inject('/metrics')).body)?.[1]);
    const before = await stateOf(app.database);
    let compared = 0;
    for (const [type, id] of Object.entries(foreign).filter(
      ([type]) => type !== 'Integration' && type !== 'SupportedRegion',
    )) {
      const never = toId(`${Buffer.from(id, 'base64url').toString().split(':')[0]}:${UUID}`);
      const [asked, made] = [id, never].map((one) =>
        walkRootFields(schema, () => one).filter(({ takesId }) => takesId),
      );
      const counted = await missing();
      for (const [index, { query, variables, name }] of (asked ?? []).entries()) {
        const theirs = await app.send(query, variables);
        const nobodys = await app.send(query, made?.[index]?.variables);
        const whole = ({ status, text, headers }: typeof theirs) => [
          status,
          text.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'request id'),
          Object.keys(headers),
        ];
        expect([type, name, whole(theirs)]).toEqual([type, name, whole(nobodys)]);
        expect(theirs.text).not.toContain(id);
        compared++;
      }
      // `node`, and for companies and pulls their own query, twice each.
      expect(await missing()).toBe(counted + (['Company', 'Pull'].includes(type) ? 4 : 2));
    }
    expect(compared).toBe(25 * 24);
    expect(await stateOf(app.database)).toEqual(before);
  });
});
