import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../../support/app.js';
import { asJson, expectRefusal, listen, operation, sendHttp } from '../../support/refusals.js';

let app: TestApp;
let configured: object;
let port: number;
const limits = () => {
  const { headersTimeout, requestTimeout, keepAliveTimeout, timeout } = app.app.server;
  return { headersTimeout, requestTimeout, keepAliveTimeout, timeout };
};
beforeAll(async () => {
  app = await startTestApp();
  configured = limits();
  Object.assign(app.app.server, { connectionsCheckingInterval: 50 });
  port = await listen(app);
});
afterAll(() => app.close());

/** Waits with a server that has less patience. Nothing else is sent meanwhile: on a busy machine that would be cut, too. */
async function untilCut<T>(cut: Promise<T>): Promise<T> {
  Object.assign(app.app.server, { headersTimeout: 300, requestTimeout: 600 });
  try {
    return await cut;
  } finally {
    Object.assign(app.app.server, configured);
  }
}

/** Sends `head`, then `drop` every 25 ms, until the server has had enough; answers all that it said. */
async function dribble(head: string, drop: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let said = '';
  socket.on('data', (chunk) => {
    said += chunk;
  });
  socket.on('error', () => undefined);
  socket.write(head);
  const timer = setInterval(() => socket.writable && socket.write(drop), 25);
  await new Promise((resolve) => socket.on('close', resolve));
  clearInterval(timer);
  return said;
}

async function expectHealth(): Promise<void> {
  const { status, body } = await sendHttp(app, { method: 'GET', path: '/healthz' });
  expect([status, body]).toEqual([200, { status: 'ok' }]);
}

function expectCut(said: string): void {
  const [head = '', text = ''] = said.split('\r\n\r\n');
  const [line = '', ...fields] = head.split('\r\n');
  const headers = Object.fromEntries(fields.map((field) => field.split(': ')));
  expectRefusal('a dribble', { status: Number(line.split(' ')[1]), headers, text }, 408, 'REQUEST_TIMEOUT');
  expect(headers).toMatchObject({ connection: 'close' });
}

test('headers, whole requests, idle connections and silent ones all have an end', () => {
  expect(configured).toEqual({
    headersTimeout: 20_000,
    requestTimeout: 300_000,
    keepAliveTimeout: 72_000,
    timeout: 60_000,
  });
});

test('headers that come in drops are cut off, while health stays green', async () => {
  const slow = dribble('POST /graphql HTTP/1.1\r\nhost: localhost\r\n', 'x-drop: 1\r\n');
  await expectHealth();
  expectCut(await untilCut(slow));
  await expectHealth();
});

test('a body that comes in drops is cut off, and nothing of it is logged', async () => {
  const head = [
    'POST /graphql HTTP/1.1',
    'host: localhost',
    `authorization: Bearer ${app.workspace.key}`,
    'content-type: application/json',
    'content-length: 1000',
  ];
  const slow = dribble(`${head.join('\r\n')}\r\n\r\n{"query": "{ c4nary`, 'c4nary ');
  await expectHealth();
  expectCut(await untilCut(slow));
  expect(app.logs()).not.toContain('c4nary');
});

test('300 connections that say nothing are closed, while others are answered', async () => {
  const sockets: Socket[] = [];
  const closed: Promise<unknown>[] = [];
  for (let i = 0; i < 300; i++) {
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    closed.push(new Promise((resolve) => socket.on('close', resolve)));
    socket.resume();
    sockets.push(socket);
  }
  await Promise.all(sockets.map((socket) => new Promise((resolve) => socket.on('connect', resolve))));
  await expectHealth();
  const answer = await sendHttp(app, { body: operation('{ viewer { workspace { name } } }') });
  expect(asJson(answer.text)).toEqual({ data: { viewer: { workspace: { name: 'first' } } } });
  await untilCut(Promise.all(closed));
});
