import type { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../../support/app.js';
import { until } from '../../support/processes.js';
import { openRaw, type RawConnection, rawPost } from '../../support/raw-http.js';
import { listen } from '../../support/refusals.js';

let app: TestApp;
/** A client that never closes its side, and goes on to send, whatever it is answered. */
interface Client {
  readonly sent: string | (() => string);
  /** What it goes on to send. Empty: nothing. */
  readonly more?: string;
  readonly reads?: boolean;
  readonly statuses?: readonly number[];
  /** The type of its answer, where it matters. */
  readonly type?: string;
}

const withKey = (sent: string) => () => sent.replace('host:', `authorization: Bearer ${app.workspace.key}\r\nhost:`);
const half = rawPost('/graphql', '{"query": "{ viewer { scopes } }"', { 'content-length': '5000' });
const health = 'GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n';
const type = 'application/graphql-response+json';
const ofType = (rest: string) =>
  withKey(`POST /graphql HTTP/1.1\r\nhost: a\r\naccept: ${type}\r\ncontent-type: application/json\r\n${rest}`);

const CLIENTS: Readonly<Record<string, Client>> = {
  'after 400': { sent: 'nonsense\r\n\r\n', statuses: [400] },
  'after 431': { sent: `GET / HTTP/1.1\r\nx: ${'y'.repeat(50_000)}`, statuses: [431] },
  'after 408 for headers': { sent: 'GET /healthz HTTP/1.1\r\nx: ', statuses: [408] },
  'after 408 for a body': { sent: withKey(half), statuses: [408] },
  'after 401 for a body that does not come': { sent: half, statuses: [401] },
  'after 413 for a body that does not come': {
    sent: withKey(rawPost('/graphql', 'x', { 'content-length': '5000000' })),
    statuses: [413],
  },
  'after CONNECT': { sent: 'CONNECT a:1 HTTP/1.1\r\nhost: a:1\r\n\r\n', statuses: [400] },
  'after 408 behind an answer': { sent: `${health}GET / HTTP/1.1\r\nx: `, statuses: [200, 408] },
  'after 400 behind an answer': { sent: `${health}nonsense\r\n\r\n`, statuses: [200, 400] },
  'after 400 for a chunk that is none, in the type of Accept': {
    sent: ofType('transfer-encoding: chunked\r\n\r\nzz\r\n'),
    statuses: [400],
    type,
  },
  'after 408 for a body that does not come, in the type of Accept': {
    sent: ofType('content-length: 5000\r\n\r\n{'),
    statuses: [408],
    type,
  },
  'when it says nothing at all': { sent: '', more: '', statuses: [408] },
  'when it sends nonsense without end, and reads nothing': {
    sent: 'nonsense',
    more: 'z'.repeat(100_000),
    reads: false,
  },
};

/** The sides of the server, by the ports of the clients. */
const sockets = new Map<number | undefined, Socket>();
const opened = new Map<string, { client: RawConnection; port: number | undefined }>();
const timers: NodeJS.Timeout[] = [];
const isAnswered = (name: string, client: RawConnection) =>
  client.answers().length >= (CLIENTS[name]?.statuses ?? []).filter((status) => status !== 408).length;
beforeAll(async () => {
  app = await startTestApp();
  const port = await listen(app);
  app.app.server.on('connection', (socket) => sockets.set(socket.remotePort, socket));
  // All at once: the server looks every two seconds at what is late.
  for (const [name, { sent, more = 'x', reads = true }] of Object.entries(CLIENTS)) {
    const client = await openRaw(port, { reads });
    opened.set(name, { client, port: client.socket.localPort });
    client.socket.write(typeof sent === 'string' ? sent : sent());
    if (more !== '') timers.push(setInterval(() => client.socket.writable && client.socket.write(more), 40));
  }
  await until('what is not late is answered', async () =>
    [...opened].every(([name, { client }]) => isAnswered(name, client)),
  );
  // The same server with less patience: how much it has is a matter of `http-slow.test.ts`.
  Object.assign(app.app.server, { headersTimeout: 200, requestTimeout: 300, keepAliveTimeout: 300 });
});
afterAll(async () => {
  for (const timer of timers) clearInterval(timer);
  for (const { client } of opened.values()) client.socket.destroy();
  await app.close();
});

describe('a connection is gone soon after its last answer, whatever its client does:', () => {
  test.each(Object.entries(CLIENTS))('%s', async (name, { statuses = [], type }) => {
    const { client, port } = opened.get(name) ?? {};
    await until('it is answered', async () => (client?.answers().length ?? 0) >= statuses.length, 8_000);
    await until('the server has let it go', async () => sockets.get(port)?.closed === true, 8_000);
    expect(client?.answers().map(({ status }) => status)).toEqual(statuses);
    if (type !== undefined) expect(client?.answers()[0]?.headers['content-type']).toBe(`${type}; charset=utf-8`);
  });
});
