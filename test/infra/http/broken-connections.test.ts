import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../../support/app.js';
import { until } from '../../support/processes.js';
import { openRaw, type RawConnection, rawPost } from '../../support/raw-http.js';
import { listen } from '../../support/refusals.js';

let app: TestApp;
let port: number;
beforeAll(async () => {
  app = await startTestApp();
  // The same server with less patience: how much it has is a matter of `http-slow.test.ts`.
  Object.assign(app.app.server, { headersTimeout: 200, requestTimeout: 300, keepAliveTimeout: 300 });
  port = await listen(app);
});
afterAll(() => app.close());

const connections = () =>
  new Promise<number>((resolve) => app.app.server.getConnections((_error, count) => resolve(count)));

/** A client that never closes its side, and goes on to send, whatever it is answered. */
async function stubborn(sent: string, more = 'x', how = {}): Promise<RawConnection> {
  const connection = await openRaw(port, how);
  const { socket } = connection;
  socket.write(sent);
  const timer = setInterval(() => socket.writable && socket.write(more), 40);
  stops.push(() => {
    clearInterval(timer);
    socket.destroy();
  });
  return connection;
}
const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

describe('a connection is gone soon after its last answer, whatever its client does:', () => {
  const withKey = (sent: string) => sent.replace('host:', `authorization: Bearer ${app.workspace.key}\r\nhost:`);
  const half = rawPost('/graphql', '{"query": "{ viewer { scopes } }"', { 'content-length': '5000' });
  test.each<[string, string | (() => string), number[]]>([
    ['after 400', 'nonsense\r\n\r\n', [400]],
    ['after 431', `GET / HTTP/1.1\r\nx: ${'y'.repeat(50_000)}`, [431]],
    ['after 408 for headers', 'GET /healthz HTTP/1.1\r\nx: ', [408]],
    ['after 408 for a body', () => withKey(half), [408]],
    ['after 401 for a body that does not come', half, [401]],
    [
      'after 413 for a body that does not come',
      () => withKey(rawPost('/graphql', 'x', { 'content-length': '5000000' })),
      [413],
    ],
    ['after CONNECT', 'CONNECT a:1 HTTP/1.1\r\nhost: a:1\r\n\r\n', [400]],
    ['after 408 behind an answer', 'GET /healthz HTTP/1.1\r\nhost: a\r\n\r\nGET / HTTP/1.1\r\nx: ', [200, 408]],
    ['after 400 behind an answer', 'GET /healthz HTTP/1.1\r\nhost: a\r\n\r\nnonsense\r\n\r\n', [200, 400]],
  ])('%s', async (_when, sent, statuses) => {
    const client = await stubborn(typeof sent === 'string' ? sent : sent());
    await until('it is answered', async () => client.answers().length >= statuses.length, 8_000);
    await until('the server has let it go', async () => (await connections()) === 0, 8_000);
    expect(client.answers().map(({ status }) => status)).toEqual(statuses);
  });

  test.each([
    ['a chunk that is none', 'transfer-encoding: chunked\r\n\r\nzz\r\n', 400],
    ['a body that does not come', 'content-length: 5000\r\n\r\n{', 408],
  ])('and the answer has the type of Accept where the headers have come: %s', async (_what, rest, status) => {
    const accept = 'accept: application/graphql-response+json\r\ncontent-type: application/json\r\n';
    const client = await stubborn(withKey(`POST /graphql HTTP/1.1\r\nhost: a\r\n${accept}${rest}`));
    await until('it is answered', async () => client.answers().length === 1, 8_000);
    const [answer] = client.answers();
    expect([answer?.status, answer?.headers['content-type']]).toEqual([
      status,
      'application/graphql-response+json; charset=utf-8',
    ]);
  });

  test('also of one that says nothing at all', async () => {
    const { socket } = await openRaw(port);
    stops.push(() => socket.destroy());
    await until('the server has let it go', async () => (await connections()) === 0, 8_000);
  });

  test('also of one that sends nonsense without end, and reads nothing', async () => {
    await stubborn('nonsense', 'z'.repeat(100_000), { reads: false });
    await until('the server has let it go', async () => (await connections()) === 0, 8_000);
  });
});
