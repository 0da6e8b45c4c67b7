import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Connections } from '../../../src/infra/http/connections.js';
import { until } from '../../support/processes.js';
import { openRaw, type RawConnection } from '../../support/raw-http.js';

const LIMITS = {
  most: 2,
  unreadBytes: 1e9,
  unreadMs: 60_000,
  bytesPerMs: 1,
  everyMs: 20,
  idleMs: 60_000,
  arriveMs: 60_000,
  onLate: () => undefined,
};
/** More than an operating system holds for a connection that is not read. */
const LARGE = Buffer.alloc(20_000_000, 'x');

let server: Server;
let port: number;
let opened: RawConnection[];
let sockets: Socket[];
/** What the handler was called with, in that order. */
let handled: string[];
let answer: (request: IncomingMessage, response: ServerResponse) => void;
beforeEach(async () => {
  [opened, sockets, handled] = [[], [], []];
  answer = (request, response) => response.end(request.url);
  server = createServer().on('connection', (socket) => sockets.push(socket));
  new Connections(LIMITS).watch(server, (request, response) => {
    handled.push(request.url ?? '');
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterEach(() => {
  for (const { socket } of opened) socket.destroy();
  server.close();
});

async function send(text: string, reads = true): Promise<RawConnection> {
  const connection = await openRaw(port, { reads });
  opened.push(connection);
  connection.socket.write(text);
  return connection;
}
const get = (name: number | string) => `GET /${name} HTTP/1.1\r\nhost: a\r\n\r\n`;
const gets = (count: number) => Array.from({ length: count }, (_, i) => get(i)).join('');
const paths = (count: number) => Array.from({ length: count }, (_, i) => `/${i}`);

describe('of the requests that a connection sends in one go', () => {
  test('one is worked on while its answer is not read, and the others when it was', async () => {
    answer = (_request, response) => response.end(LARGE);
    const { socket } = await send(gets(5), false);
    await until('one is worked on', async () => handled.length > 0);
    await wait(100);
    expect(handled).toEqual(['/0']);
    socket.resume();
    await until('all have come', async () => socket.bytesRead > 5 * LARGE.length);
    expect(handled).toEqual(paths(5));
  });

  test('each is worked on when the one before is answered, in their order', async () => {
    const underWay: number[] = [];
    let now = 0;
    answer = async (request, response) => {
      underWay.push(++now);
      // The later, the faster.
      await wait(30 - 5 * handled.length);
      now--;
      response.end(request.url);
    };
    const connection = await send(gets(5));
    await until('all are answered', async () => connection.answers().length === 5);
    expect(connection.answers().map(({ text }) => text)).toEqual(paths(5));
    expect(underWay).toEqual(Array(5).fill(1));
  });

  test('none is worked on after the client has gone', async () => {
    answer = (_request, response) => response.end(LARGE);
    const { socket } = await send(gets(5), false);
    await until('one is worked on', async () => handled.length > 0);
    socket.resetAndDestroy();
    await until('the connection is closed', async () => sockets[0]?.closed === true);
    await wait(20);
    expect(handled).toEqual(['/0']);
  });

  test('none is worked on after an answer that ends the connection', async () => {
    answer = (request, response) => response.setHeader('connection', 'close').end(request.url);
    const connection = await send(gets(5));
    await connection.closed();
    expect([connection.answers().length, handled]).toEqual([1, ['/0']]);
  });

  test('a hundred wait, and the connection of more is closed', async () => {
    const responses: ServerResponse[] = [];
    answer = (_request, response) => void responses.push(response);
    const hundred = await send(gets(101));
    await until('one is worked on', async () => handled.length === 1);
    answer = (request, response) => response.end(request.url);
    responses[0]?.end('/0');
    await until('all are answered', async () => hundred.answers().length === 101);
    answer = () => undefined;
    const more = await send(gets(3_000));
    await more.closed();
    expect([more.text(), handled.slice(101)]).toEqual(['', ['/0']]);
  });

  test('no more is read while some wait', async () => {
    let answerFirst = (): unknown => undefined;
    answer = (request, response) => {
      if (request.url === '/first') answerFirst = () => response.end();
      else request.resume().on('end', () => response.end());
    };
    const [count, size] = [90, 50_000];
    const post = `POST / HTTP/1.1\r\nhost: a\r\ncontent-length: ${size}\r\n\r\n${'x'.repeat(size)}`;
    const connection = await send(get('first') + post.repeat(count));
    await until('the first is worked on', async () => handled.length === 1);
    await wait(100);
    expect(sockets[0]?.bytesRead).toBeLessThan(200_000);
    answerFirst();
    await until('all are answered', async () => connection.answers().length === 1 + count);
  });

  test('more than a hundred are answered when they do not come at once', async () => {
    let answerFirst = (): unknown => undefined;
    answer = (request, response) => {
      if (request.url === '/first') answerFirst = () => response.end();
      else response.end();
    };
    const sent = get('first') + gets(60);
    const connection = await send(sent);
    await until('they wait', async () => sockets[0]?.bytesRead === sent.length);
    connection.socket.write(gets(60));
    await wait(20);
    answerFirst();
    await until('all are answered', async () => connection.answers().length === 121);
  });

  test('the body of one that waits stays with the client', async () => {
    let answerFirst = () => {};
    answer = (request, response) => {
      if (request.url === '/first') answerFirst = () => response.end();
      else request.resume().on('end', () => response.end('read'));
    };
    const length = LARGE.length;
    const post = `POST /second HTTP/1.1\r\nhost: a\r\ncontent-length: ${length}\r\n\r\n`;
    const connection = await send(get('first') + post);
    connection.socket.write(LARGE);
    await until('the first is worked on', async () => handled.length === 1);
    await wait(100);
    expect(sockets[0]?.bytesRead).toBeLessThan(500_000);
    answerFirst();
    await until('the second is answered', async () => connection.answers().at(-1)?.text.endsWith('read') ?? false);
    connection.socket.write(get('third'));
    await until('the third is worked on', async () => handled.length === 3);
  });
});

test('a connection that does not read gives way to a new one, whatever waits on it', async () => {
  answer = (request, response) => response.end(request.url === '/new' ? 'done' : LARGE);
  for (let i = 0; i < 2; i++) await send(gets(5), false);
  await until('both are answered', async () => handled.length === 2);
  const third = await send(get('new'));
  await until('the third is answered', async () => third.text().endsWith('done'));
});

test('a connection keeps no listener of the requests that it has answered', async () => {
  const connection = await send(gets(2));
  const listeners = () => sockets[0]?.eventNames().map((name) => [name, sockets[0]?.listenerCount(name)]);
  await until('both are answered', async () => connection.answers().length === 2);
  const before = listeners();
  for (let sent = 2; sent < 62; sent += 20) {
    connection.socket.write(gets(20));
    await until('all are answered', async () => connection.answers().length === sent + 20);
  }
  expect(listeners()).toEqual(before);
});
