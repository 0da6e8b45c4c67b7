import { afterAll, describe, expect, test } from '@jest/globals';
import { newId, toGlobalId } from '../../src/infra/ids/ids.js';
import { type Json, startTestApp } from '../support/app.js';
import { readStream } from '../support/event-stream.js';
import { insertEvents } from '../support/insert-events.js';
import { until } from '../support/processes.js';
import { saveV31 } from '../support/sage.js';
import { startSecondApp } from '../support/second-app.js';
import { useNew, useStarted } from '../support/use-started.js';

const app = useStarted(async () => {
  const started = await startTestApp({ MUTATIONS_PER_MINUTE: '100000', MAX_CONNECTIONS: '220', METRICS: 'on' });
  const url = await started.app.listen({ port: 0, host: '127.0.0.1' });
  return Object.assign(started, { url });
});
const workspace = useNew(() => app.newWorkspace());
afterAll(() => app.services.eventFeed.endAll());
const openStreams = async () =>
  /^ledgerlink_event_streams (\d+)$/m.exec(await (await fetch(`${app.url}/metrics`)).text())?.[1];

interface Asked {
  readonly key?: string;
  readonly variables?: object;
  readonly headers?: Record<string, string>;
  readonly query?: string;
}
const open = (variables: object = {}, more: Asked = {}) =>
  readStream(app.url, { key: workspace.key, ...more, variables });
const insert = (count: number, more: { linkId?: string; workspaceId?: string } = {}) =>
  insertEvents(app.database, more.workspaceId ?? workspace.id, count, more);

describe('a stream of events', () => {
  test('begins with what was missed and goes on with what happens, each event once', async () => {
    await insert(230);
    const [all, behind, now] = [await open({ after: '' }), await open({ after: 'MjI4' }), await open()];
    expect(all.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    await behind.until(2);
    await insert(1);
    await saveV31(app, {}, { key: workspace.key });
    const numbers = Array.from({ length: 232 }, (_, index) => String(index + 1));
    expect(await all.until(232)).toEqual(numbers);
    expect(await behind.until(4)).toEqual(numbers.slice(228));
    expect(await now.until(2)).toEqual(['231', '232']);
    for (const stream of [all, behind, now]) stream.close();
  });

  test('goes on at another instance from the last cursor, by argument and by header', async () => {
    const second = await startSecondApp(app);
    const url = await second.app.listen({ port: 0, host: '127.0.0.1' });
    const first = await open({ after: '' });
    await insert(3);
    expect(await first.until(3)).toEqual(['1', '2', '3']);
    first.close();
    await insert(2);
    const { cursor } = first;
    const byArgument = await readStream(url, { key: workspace.key, variables: { after: cursor } });
    const byHeader = await readStream(url, {
      ...{ key: workspace.key, variables: { after: '' } },
      headers: { 'last-event-id': cursor },
    });
    await insert(1);
    for (const stream of [byArgument, byHeader]) expect(await stream.until(3)).toEqual(['4', '5', '6']);
    for (const stream of [byArgument, byHeader]) stream.close();
    await second.close();
  });

  test('holds what its filter asks for, and nothing of another workspace', async () => {
    const linkId = newId();
    const foreign = await app.newWorkspace();
    await insert(1, { linkId });
    const [ofLink, ofType, others] = [
      await open({ after: '', linkId: toGlobalId('CompanyLink', linkId) }),
      await open({ after: '', types: ['CREDENTIALS_SAVED'] }),
      await open({ after: '' }, { key: foreign.key }),
    ];
    await insert(1);
    await insert(1, { linkId });
    await saveV31(app, {}, { key: workspace.key });
    await insert(1, { workspaceId: foreign.id });
    expect(await ofLink.until(2)).toEqual(['1', '3']);
    expect(await ofType.until(1)).toEqual(['4']);
    expect(await others.until(1)).toEqual(['1']);
    for (const stream of [ofLink, ofType, others]) stream.close();
  });
});

describe('a subscription is refused', () => {
  const refused = async (variables: object, more: Asked = {}) => {
    const { response } = await open(variables, more);
    const { errors } = (await response.json()) as Json;
    return [response.status, errors[0].extensions.code, errors[0].message];
  };

  test.each([
    [400, 'BAD_USER_INPUT', '`after` is not a cursor', { variables: { after: 'x' } }],
    [400, 'BAD_USER_INPUT', '`Last-Event-ID` is not a cursor', { headers: { 'last-event-id': 'x' } }],
    [400, 'BAD_USER_INPUT', '`linkId` must be the id', { variables: { linkId: toGlobalId('Company', newId()) } }],
    [400, 'BAD_REQUEST', 'send the header `Accept: text/event-stream`', { headers: { accept: 'application/json' } }],
    [400, 'GRAPHQL_VALIDATION_FAILED', 'nothing', { query: 'subscription { nothing }' }],
    [400, 'GRAPHQL_VALIDATION_FAILED', 'only one', { query: 'subscription { a: events { id } b: events { id } }' }],
    [401, 'UNAUTHENTICATED', 'not valid', { key: 'll_wrong' }],
  ] as const)('with %i %s: %s', async (status, code, message, asked: Asked) => {
    expect(await refused(asked.variables ?? {}, asked)).toEqual([status, code, expect.stringContaining(message)]);
  });

  test('for a key without the scope, and by GET', async () => {
    const { key } = await app.newKey(['COMPANIES_READ'], { key: workspace.key });
    expect(await refused({}, { key })).toEqual([403, 'FORBIDDEN', expect.stringContaining('EVENTS_READ')]);
    const byGet = await fetch(`${app.url}/graphql?query=${encodeURIComponent('subscription { events { id } }')}`, {
      headers: { accept: 'text/event-stream', authorization: `Bearer ${workspace.key}` },
    });
    expect([byGet.status, byGet.headers.get('allow')]).toEqual([405, 'POST']);
  });

  test('when events after its cursor were deleted', async () => {
    await insert(3);
    await app.database.admin.query('UPDATE ledgerlink.event_counter SET deleted_no = 2 WHERE workspace_id = $1', [
      workspace.id,
    ]);
    expect(await refused({ after: 'MQ' })).toEqual([400, 'BAD_USER_INPUT', expect.stringContaining('were deleted')]);
  });

  test('beyond 100 streams of a key, and beyond half of the connections, until others end', async () => {
    const streams = await Promise.all(Array.from({ length: 100 }, () => open()));
    expect(streams.filter(({ response }) => response.status !== 200)).toEqual([]);
    expect(await refused({})).toEqual([429, 'THROTTLED', expect.stringContaining('100 streams')]);
    const other = await app.newWorkspace();
    streams.push(...(await Promise.all(Array.from({ length: 10 }, () => open({}, { key: other.key })))));
    expect(await refused({}, { key: other.key })).toEqual([
      503,
      'UNAVAILABLE',
      expect.stringContaining('many streams'),
    ]);
    expect(await openStreams()).toBe('110');
    for (const stream of streams) stream.close();
    await until('all have left', async () => (await openStreams()) === '0');
  });
});

describe('a client that takes nothing but events', () => {
  test('gets the answers of other operations as one event, and their errors as JSON', async () => {
    const ask = (query: string) =>
      fetch(`${app.url}/graphql`, {
        method: 'POST',
        headers: {
          ...{ accept: 'text/event-stream', 'content-type': 'application/json' },
          authorization: `Bearer ${workspace.key}`,
        },
        body: JSON.stringify({ query }),
      });
    const read = await (await ask('{ viewer { workspace { id } } }')).text();
    const made = await (await ask('mutation { createCompany(input: { name: "n" }) { __typename } }')).text();
    expect(read).toMatch(/^event: next\ndata: \{"data":\{"viewer":.*\}\n\nevent: complete\ndata:\n\n$/);
    expect(made).toContain('"__typename":"CreateCompanySuccess"');
    const { status, headers } = await ask('{ nothing }');
    expect([status, headers.get('content-type')]).toEqual([400, 'application/json; charset=utf-8']);
  });
});
