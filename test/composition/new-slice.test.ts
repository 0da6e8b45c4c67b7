import { describe, expect, test } from '@jest/globals';
import { allSlices } from '../../src/composition/composition.js';
import { newId, toGlobalId } from '../../src/infra/ids/ids.js';
import { startTestApp } from '../support/app.js';
import { GREETING, greetings } from '../support/greeting-slice.js';
import { useStarted } from '../support/use-started.js';

const app = useStarted(() => startTestApp({}, [...allSlices, greetings]));

describe('a slice that is only added to the list of slices', () => {
  const id = toGlobalId('Greeting', GREETING);

  test('has its field answered, by its resolver and its loader', async () => {
    expect(await app.ok('query($id: ID!) { greeting(id: $id) { id } }', { id })).toEqual({
      greeting: { id },
    });
  });

  test('has its objects found by `node`, for a key with the scope of their type', async () => {
    const query = 'query($id: ID!) { node(id: $id) { __typename id } }';
    expect(await app.ok(query, { id })).toEqual({ node: { __typename: 'Greeting', id } });
    expect(await app.ok(query, { id: toGlobalId('Greeting', newId()) })).toEqual({ node: null });
    const { key } = await app.newKey(['AUDIT_READ']);
    expect(await app.ok(query, { id }, key)).toEqual({ node: null });
  });

  test('is the only one that knows its field: without it the schema lacks it', async () => {
    const without = await startTestApp();
    const { errors } = await without.send('query($id: ID!) { greeting(id: $id) { id } }', { id });
    expect(errors?.[0].extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
    await without.close();
  });
});
