import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import { type ConnectionLimits, Connections } from '../../../src/infra/http/connections.js';
import { mayArriveSlowly } from '../../../src/infra/http/slow-requests.js';
import { until } from '../../support/processes.js';
import { openRaw, type RawConnection } from '../../support/raw-http.js';

const USUAL = {
  most: 100,
  unreadBytes: 1e9,
  unreadMs: 60_000,
  bytesPerMs: 1,
  everyMs: 20,
  idleMs: 60_000,
  arriveMs: 60_000,
  onLate: () => {},
};
/** A busy machine reads a request that was sent within this time. */
const ENOUGH_MS = 1_000;
const GET = 'GET / HTTP/1.1\r\nhost: a\r\n\r\n';

let server: Server;
let opened: RawConnection[] = [];
afterEach(() => {
  for (const { socket } of opened) socket.destroy();
  opened = [];
  server.close();
});

async function listenWith(limits: Partial<ConnectionLimits>, answer: RequestListener): Promise<number> {
  server = createServer();
  new Connections({ ...USUAL, ...limits }).watch(server, answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

async function open(port: number, sent = '', how: Parameters<typeof openRaw>[1] = {}): Promise<RawConnection> {
  const connection = await openRaw(port, how);
  if (sent !== '') connection.socket.write(sent);
  opened.push(connection);
  return connection;
}

/** Of all that were opened: a connection from this address is closed when another takes its place. */
const closed = () => opened.map(({ socket }) => socket.readableEnded || socket.destroyed);

describe('at most so many connections are open', () => {
  test('and a new one takes the place of the oldest that is idle', async () => {
    const port = await listenWith({ most: 3 }, (_request, response) => response.end('done'));
    for (let i = 0; i < 3; i++) await open(port, GET);
    await until('all are answered', async () => opened.every((one) => one.text().endsWith('done')));
    const fourth = await open(port, GET);
    await until('it is answered', async () => fourth.text().endsWith('done'));
    await until('the first is closed', async () => closed()[0] === true);
    expect(closed()).toEqual([true, false, false, false]);
  });

  test('or of one that is still sending its request, headers or body', async () => {
    const port = await listenWith({ most: 3 }, (_request, response) => response.end('done'));
    await open(port, 'GET / HTTP/1.1\r\nx: ');
    await open(port, '');
    await open(port, GET);
    for (let i = 0; i < 2; i++) await open(port, GET);
    await until('two are closed', async () => closed().filter(Boolean).length === 2);
    expect(closed()).toEqual([true, true, false, false, false]);
  });

  test('but not of one whose request is worked on: then the new one is closed', async () => {
    const answers: (() => void)[] = [];
    const port = await listenWith({ most: 2 }, (_request, response) => {
      answers.push(() => response.end('done'));
    });
    for (let i = 0; i < 2; i++) await open(port, GET);
    await until('both have come', async () => answers.length === 2);
    const third = await open(port, GET);
    await third.closed();
    for (const answer of answers) answer();
    await until('both are answered', async () => opened.slice(0, 2).every((one) => one.text().endsWith('done')));
    expect(third.text()).toBe('');
  });

  test('and the address that has the most of them gives one up, not the one that comes new', async () => {
    const port = await listenWith({ most: 6 }, (_request, response) => response.end('done'));
    await open(port, GET, { from: '127.0.0.2' });
    for (let i = 0; i < 5; i++) await open(port);
    for (let i = 0; i < 10; i++) await open(port, GET);
    await open(port, GET, { from: '127.0.0.3' });
    await until('only so many are left', async () => closed().filter(Boolean).length === 11);
    expect([closed().at(0), closed().at(-1)]).toEqual([false, false]);
  });

  test('or of one whose answers are made and not read', async () => {
    const answers: number[] = [];
    const port = await listenWith({ most: 2 }, ({ url }, response) => {
      response.end(url === '/' ? 'done' : Buffer.alloc(20_000_000));
      answers.push(response.writableLength);
    });
    for (let i = 0; i < 2; i++) await open(port, GET.replace('/', '/large'), { reads: false });
    await until('both are made', async () => answers.length === 2);
    expect(answers.every((unread) => unread > 0)).toBe(true);
    const third = await open(port, GET, { from: '127.0.0.2' });
    await until('the third is answered', async () => third.text().endsWith('done'));
  });

  test('and places are given back', async () => {
    const port = await listenWith({ most: 2 }, (_request, response) => response.end('done'));
    for (let i = 0; i < 10; i++) {
      const connection = await open(port, GET);
      await until('it is answered', async () => connection.text().endsWith('done'));
      connection.socket.destroy();
      await until('it is gone', async () => connection.socket.closed);
    }
  });
});

test('a connection on which only blank lines come is closed, and none whose request is worked on', async () => {
  let answerSlow = () => {};
  const port = await listenWith({ idleMs: ENOUGH_MS }, ({ url }, response) => {
    if (url === '/') response.end('done');
    else answerSlow = () => response.end('at last');
  });
  const slow = await open(port, GET.replace('/', '/slow'));
  const blank = await open(port, GET);
  const timer = setInterval(() => blank.socket.write('\r\n'), 20);
  const ms = await blank.closed();
  clearInterval(timer);
  expect([ms > ENOUGH_MS / 2, blank.text().endsWith('done'), closed()]).toEqual([true, true, [false, true]]);
  answerSlow();
  await until('the slow one is answered', async () => slow.text().endsWith('at last'));
});

test('a server that closes does not wait for connections on which nothing has come', async () => {
  const answers: (() => void)[] = [];
  const port = await listenWith({}, (_request, response) => {
    answers.push(() => response.end('done'));
  });
  const last = GET.replace('host', 'connection: close\r\nhost');
  const [silent, asking] = [await open(port), await open(port, last)];
  await until('one asks', async () => answers.length === 1);
  await wait(100);
  expect(closed()).toEqual([false, false]);
  const gone = new Promise((resolve) => server.close(resolve));
  expect(await silent.closed()).toBeLessThan(10_000);
  answers[0]?.();
  await asking.closed();
  expect(asking.text()).toContain('done');
  await gone;
});

describe('a connection that does not read', () => {
  const large = Buffer.alloc(20_000_000, 'x');
  const answer: RequestListener = ({ url }, response) => response.end(url === '/' ? 'done' : large);

  test('is closed when an answer has waited too long for it', async () => {
    const port = await listenWith({ unreadMs: 100, bytesPerMs: 1e6 }, answer);
    const started = performance.now();
    await open(port, GET.replace('/', '/large'), { reads: false });
    const other = await open(port, GET);
    await until('the other is answered', async () => other.text().endsWith('done'));
    await until('only the other is left', async () => (await connections()) === 1);
    expect(performance.now() - started).toBeGreaterThan(100);
    expect(closed()[1]).toBe(false);
  });

  test('is closed when it reads more slowly than it may', async () => {
    const port = await listenWith({ unreadMs: 50, bytesPerMs: 50_000 }, answer);
    const connection = await open(port, GET.replace('/', '/large'), { reads: false });
    const timer = setInterval(() => connection.socket.read(1_000), 10);
    await until('the server gives up', async () => await noConnections());
    clearInterval(timer);
  });

  test('is not closed when it takes its time and reads', async () => {
    const port = await listenWith({ unreadMs: 0, bytesPerMs: 100 }, answer);
    const connection = await open(port, GET.replace('/', '/large'));
    await until('all of it has come', async () => connection.socket.bytesRead > large.length);
    expect(closed()).toEqual([false]);
  });

  test('is closed when all of them have too much unread, the longest first', async () => {
    const port = await listenWith({ unreadBytes: 50_000_000 }, answer);
    for (let i = 0; i < 4; i++) {
      await open(port, GET.replace('/', '/large'), { reads: false });
      await new Promise((wake) => setTimeout(wake, 60));
    }
    await until('two are left', async () => (await connections()) === 2);
    expect(await connections()).toBe(2);
    const other = await open(port, GET);
    await until('others are answered', async () => other.text().endsWith('done'));
  });

  const connections = () => new Promise<number>((resolve) => server.getConnections((_error, count) => resolve(count)));
  const noConnections = async () => (await connections()) === 0;
});

test('a request that does not arrive in time is told so, unless it may arrive slowly', async () => {
  const late: string[] = [];
  const port = await listenWith(
    { arriveMs: ENOUGH_MS, onLate: (socket) => late.push(String(socket.remotePort)) },
    (request) => {
      if (request.url === '/slow') mayArriveSlowly(request);
    },
  );
  const half = (path: string) => `POST ${path} HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\nx`;
  await open(port, half('/slow'));
  const usual = await open(port, half('/'));
  await until('the request is late', async () => late.length > 1);
  expect(new Set(late)).toEqual(new Set([String(usual.socket.localPort)]));
});

test('a request that waits for an answer before it has its time from then on', async () => {
  let late = 0;
  let answerFirst = (): unknown => undefined;
  const port = await listenWith({ arriveMs: ENOUGH_MS, onLate: () => void late++ }, (request, response) => {
    if (request.method === 'GET') answerFirst = () => response.end();
  });
  await open(port, `${GET}POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\nx`);
  await wait(ENOUGH_MS * 1.5);
  expect(late).toBe(0);
  const since = performance.now();
  answerFirst();
  await until('the second is late', async () => late > 0);
  expect(performance.now() - since).toBeGreaterThan(ENOUGH_MS);
});
