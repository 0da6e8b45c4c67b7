import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, describe, expect, jest, test } from '@jest/globals';
import { startTestApp } from '../support/app.js';
import { passMs } from '../support/clock.js';
import { openUnread, readStream, TOO_MUCH } from '../support/event-stream.js';
import { insertEvents } from '../support/insert-events.js';
import { msAlone } from '../support/pace.js';
import { until } from '../support/processes.js';
import { useNew, useStarted } from '../support/use-started.js';

const app = useStarted(async () => {
  const started = await startTestApp({ MUTATIONS_PER_MINUTE: '100000', METRICS: 'on' });
  /** The sides of the server, by the ports of the clients. */
  const sockets = new Map<number | undefined, Socket>();
  started.app.server.on('connection', (socket) => sockets.set(socket.remotePort, socket));
  return Object.assign(started, { sockets, url: await started.app.listen({ port: 0, host: '127.0.0.1' }) });
});
const workspace = useNew(() => app.newWorkspace());
afterEach(() => void jest.restoreAllMocks());
afterAll(() => app.services.eventFeed.endAll());

const open = (variables: object = {}, key = workspace.key) => readStream(app.url, { key, variables });
const insert = (count: number) => insertEvents(app.database, workspace.id, count);
const newKey = () => app.newKey(['EVENTS_READ'], { key: workspace.key });
const revoke = (id: string) =>
  app.ok('mutation($id: ID!) { revokeApiKey(input: { apiKeyId: $id }) { __typename } }', { id }, workspace.key);
const UNAUTHENTICATED = [{ extensions: { code: 'UNAUTHENTICATED', retryable: false } }];

describe('a stream ends, and says why,', () => {
  test('within a second of the revocation of its key, and no other does', async () => {
    const { id, key } = await newKey();
    const [revoked, other] = [await open({}, key), await open()];
    await revoke(id);
    expect(await msAlone(() => revoked.ended)).toBeLessThan(1_000);
    expect([revoked.errors, revoked.isComplete]).toMatchObject([UNAUTHENTICATED, true]);
    await insert(1);
    expect(await other.until(1)).toHaveLength(1);
    other.close();
  });

  test('when its key is past its end', async () => {
    const expiresAt = new Date(Date.now() + 1_500).toISOString();
    const { key } = await app.newKey(['EVENTS_READ'], { key: workspace.key, expiresAt });
    const stream = await open({}, key);
    await stream.ended;
    expect(stream.errors).toMatchObject(UNAUTHENTICATED);
  });

  /** A stream as a page of the portal has it. */
  async function openInPortal(key: string) {
    const own = { origin: app.url, 'x-ledgerlink-portal': '1' };
    const headers = { ...own, 'content-type': 'application/json' };
    const signedIn = await fetch(`${app.url}/session`, { method: 'POST', headers, body: JSON.stringify({ key }) });
    const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
    return readStream(app.url, { headers: { ...own, cookie } });
  }

  test('when the key of its session is revoked', async () => {
    const { id, key } = await newKey();
    const stream = await openInPortal(key);
    await revoke(id);
    await stream.ended;
    expect([stream.errors, stream.isComplete]).toMatchObject([UNAUTHENTICATED, true]);
  });

  test('when its session is twelve hours old', async () => {
    const { key } = await newKey();
    const [stream, byKey] = [await openInPortal(key), await open({}, key)];
    const later = Date.now() + 12 * 3_600_000 + 1_000;
    jest.spyOn(Date, 'now').mockReturnValue(later);
    await stream.ended;
    expect(stream.errors).toMatchObject([{ message: 'This session has ended. Sign in again.' }]);
    jest.restoreAllMocks();
    await insert(1);
    expect(await byKey.until(1)).toHaveLength(1);
    byKey.close();
  });
});

describe('a client that does not read', () => {
  /** Opens it, and waits until nothing more fits into its connection. `socket` is the server's side of that. */
  async function openStuck(key: string) {
    const client = await openUnread(app.url, key);
    const socket = app.sockets.get(client.port);
    if (socket === undefined) throw new Error('no connection');
    for (let before = -1; socket.bytesWritten > before || before < 500_000; await sleep(200)) {
      // A busy machine may not read a page of events in time. The stream breaks off then, and its client opens another one.
      if (socket.closed) return openStuck(key);
      before = socket.bytesWritten;
    }
    return { client, socket };
  }

  test('costs one event, holds up no other, is cut off, and goes on later from where it was', async () => {
    const { count, payload } = TOO_MUCH;
    await insertEvents(app.database, workspace.id, count, { payload });
    const { id, key } = await newKey();
    const { client: slow, socket } = await openStuck(workspace.key);
    const { client: revoked, socket: ofRevoked } = await openStuck(key);
    // Of the events that do not fit into the connection and its buffer, one is here and waits. The others are in the database.
    expect(socket.bytesWritten).toBeLessThan(0.8 * count * payload.text.length);
    expect(socket.writableLength).toBeLessThan(socket.writableHighWaterMark + 2 * payload.text.length);
    const other = await open({ after: '' });
    await other.until(count);
    await insert(1);
    expect(await msAlone(() => other.until(count + 1))).toBeLessThan(1_000);

    await revoke(id);
    const isCut = () => until('the stream of the key that was revoked is closed', async () => ofRevoked.closed);
    expect(await msAlone(isCut)).toBeLessThan(5_000);
    expect(socket.closed).toBe(false);

    passMs(30_000);
    const metrics = async () => (await fetch(`${app.url}/metrics`)).text();
    const isCounted = async () => (await metrics()).includes('ledgerlink_event_streams_total{event="unread"} 1');
    await until('the stream that is not read is closed', isCounted);
    expect(app.logs()).toContain('its client did not read');
    const read = await slow.read();
    const rest = await readStream(app.url, { key: workspace.key, headers: { 'last-event-id': read.cursor } });
    const numbers = [...read.numbers, ...(await rest.until(count + 1 - read.numbers.length))];
    expect(numbers).toEqual(Array.from({ length: count + 1 }, (_, index) => String(index + 1)));
    for (const stream of [rest, other]) stream.close();
    await revoked.read();
  });
});

describe('a process that stops', () => {
  test('ends its streams without `complete`, so that clients go on elsewhere, and starts none', async () => {
    const stream = await open();
    app.services.eventFeed.endAll();
    await stream.ended;
    expect([stream.isComplete, stream.errors]).toEqual([false, []]);
    const { response } = await open();
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
  });
});
