import { describe, expect, test } from '@jest/globals';
import { eventStatements } from '../../src/events/outbox.repository.js';
import { newId, toGlobalId } from '../../src/infra/ids/ids.js';
import { type Json, startTestApp } from '../support/app.js';
import { insertEvents } from '../support/insert-events.js';
import { change, idOf, SAGE, saveV31 } from '../support/sage.js';
import { useNew, useStarted } from '../support/use-started.js';

const app = useStarted(() => startTestApp({ MUTATIONS_PER_MINUTE: '100000', EVENT_RETENTION_DAYS: '30' }));
const workspace = useNew(() => app.newWorkspace());

const EVENTS = `query($first: Int, $after: String, $before: String, $types: [EventType!], $linkId: ID) {
  events(first: $first, after: $after, before: $before, types: $types, linkId: $linkId) {
    edges { cursor } nodes { id number type occurredAt payload link { id } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;
const page = async (variables: object = {}): Promise<Json> => (await app.ok(EVENTS, variables, workspace.key)).events;
const numbers = (answer: Json) => answer.nodes.map(({ number }: Json) => number);
const disable = () => change(app, 'disableIntegration', { integrationKey: SAGE }, workspace.key);

const insert = (
  count: number,
  { workspaceId = workspace.id, ...more }: { workspaceId?: string; linkId?: string; at?: Date } = {},
) => insertEvents(app.database, workspaceId, count, more);

describe('events', () => {
  test('tell of a save and of a switch, with ids of this API', async () => {
    const { credentialSet } = await saveV31(app, {}, { key: workspace.key, enable: 'NOW' });
    await disable();
    await disable();
    const { nodes } = await page();
    const ofIntegration = { payload: { integrationId: idOf('Integration', SAGE) }, link: null };
    expect(nodes).toMatchObject([
      { number: '3', type: 'INTEGRATION_DISABLED', ...ofIntegration },
      { number: '2', type: 'INTEGRATION_ENABLED', ...ofIntegration },
      { number: '1', type: 'CREDENTIALS_SAVED', payload: { credentialSetId: credentialSet.id }, link: null },
    ]);
    const node = await app.ok(
      'query($id: ID!) { node(id: $id) { ... on Event { number } } }',
      { id: nodes[0].id },
      workspace.key,
    );
    expect(node).toEqual({ node: { number: '3' } });
  });

  test('are read newest first, and after a cursor oldest first, without a gap', async () => {
    await insert(5);
    const newest = await page({ first: 2 });
    expect([numbers(newest), newest.pageInfo.hasNextPage]).toEqual([['5', '4'], true]);
    const older = await page({ first: 2, before: newest.pageInfo.endCursor });
    expect([numbers(older), older.pageInfo.hasNextPage]).toEqual([['3', '2'], true]);
    const oldest = await page({ first: 2, before: older.pageInfo.endCursor });
    expect([numbers(oldest), oldest.pageInfo.hasNextPage]).toEqual([['1'], false]);
    const read: string[] = [];
    for (let after = ''; ; ) {
      const { nodes, pageInfo } = await page({ first: 2, after });
      read.push(...nodes.map(({ number }: Json) => number));
      if (!pageInfo.hasNextPage) break;
      after = pageInfo.endCursor;
    }
    expect(read).toEqual(['1', '2', '3', '4', '5']);
    const last = await page({ after: newest.pageInfo.startCursor });
    expect([last.nodes, last.pageInfo.endCursor]).toEqual([[], null]);
    await insert(1);
    expect(numbers(await page({ after: newest.pageInfo.startCursor }))).toEqual(['6']);
  });

  test('are filtered by type and link, and say nothing of another workspace', async () => {
    const linkId = newId();
    await insert(2);
    await insert(1, { linkId });
    await insert(1, { workspaceId: app.workspace.id });
    await saveV31(app, {}, { key: workspace.key });
    const link = toGlobalId('CompanyLink', linkId);
    expect(numbers(await page())).toEqual(['4', '3', '2', '1']);
    expect(numbers(await page({ types: ['CREDENTIALS_SAVED'] }))).toEqual(['4']);
    expect(numbers(await page({ types: ['TEST'], after: '' }))).toEqual(['1', '2', '3']);
    expect((await page({ linkId: link, after: '' })).nodes).toMatchObject([{ number: '3', link: null }]);
    expect(numbers(await page({ types: [] }))).toEqual([]);
  });

  test.each([
    [{ after: 'x' }, '`after` is not a cursor'],
    [{ before: 'x' }, '`before` is not a cursor'],
    [{ before: '', after: '' }, 'Only one of `after` and `before`'],
    [{ first: 0 }, '`first` must be 1 to 100'],
    [{ linkId: toGlobalId('Company', newId()) }, '`linkId` must be the id of a CompanyLink'],
  ])('are refused for %j', async (variables, message) => {
    const { status, errors } = await app.send(EVENTS, variables, workspace.key);
    expect([status, errors?.[0].message]).toEqual([400, expect.stringContaining(message)]);
  });

  test('that are older than they are kept are deleted, and a cursor before them is refused', async () => {
    const old = new Date(Date.now() - 31 * 86_400_000);
    await insert(3, { at: old });
    const { startCursor } = (await page({ after: '', first: 1 })).pageInfo;
    await insert(2);
    await app.services.events.deleteOutdated([workspace.id]);
    expect(numbers(await page({ after: '' }))).toEqual(['4', '5']);
    const { status, errors } = await app.send(EVENTS, { after: startCursor }, workspace.key);
    expect([status, errors?.[0].extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
    expect(errors?.[0].message).toContain('were deleted');
    await app.services.events.deleteOutdated([workspace.id]);
    expect(numbers(await page())).toEqual(['5', '4']);
  });

  test('of many writers are read once each by a reader who keeps the cursor, however late they commit', async () => {
    const { admin } = app.database;
    const [writers, each] = [3, 40];
    let writing = writers;
    const written = Array.from({ length: writers }, async (_, writer) => {
      for (let i = 0; i < each; i++) {
        const event = {
          id: newId(),
          type: 'TEST',
          linkId: null,
          payload: { writer, i },
        } as const;
        const [count, insert] = eventStatements(workspace.id, [event], new Date());
        // Each commits at a time of its own: an open transaction holds a number while others want theirs.
        await admin.query(
          `DO $$ BEGIN ${inline(count)}; PERFORM pg_sleep(${Math.random() / 200}); ${inline(insert)}; PERFORM pg_sleep(${Math.random() / 50}); END $$`,
        );
      }
      writing--;
    });
    const read: string[] = [];
    for (let after = '', more = true; more; ) {
      more = writing > 0;
      const answer = await page({ after, first: 100 });
      read.push(...answer.nodes.map(({ payload }: Json) => `${payload.writer} ${payload.i}`));
      after = answer.pageInfo.endCursor ?? after;
      more ||= answer.pageInfo.hasNextPage;
    }
    await Promise.all(written);
    const all = Array.from({ length: writers * each }, (_, n) => `${n % writers} ${Math.floor(n / writers)}`);
    expect([...read].sort()).toEqual(all.sort());
  });
});

/** A statement with its values in its text. */
const inline = (statement: { text: string; values: readonly unknown[] } | undefined): string =>
  statement?.text.replace(/\$(\d)/g, (_, place) => {
    const value = statement.values[Number(place) - 1];
    return value === null ? 'NULL' : `'${value instanceof Date ? value.toISOString() : value}'`;
  }) ?? '';
