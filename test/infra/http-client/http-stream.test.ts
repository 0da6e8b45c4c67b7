import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openRequest } from '../../../src/infra/http-client/http-stream.js';

let answer: (response: ServerResponse) => void;
const server = createServer((_request, response) => answer(response));
let origin = '';
beforeAll(async () => {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const IDLE_MS = 300;
const send = () =>
  openRequest(new URL('/x', origin), {
    ...{ method: 'GET', headers: {}, origins: [origin], reuse: false },
    ...{ maxBytes: 50_000_000, idleMs: IDLE_MS },
  });
const bodyOf = async () => {
  const sent = await send();
  if (sent.kind !== 'answered') throw new Error(sent.why);
  return sent.body;
};
const endless = (response: ServerResponse) =>
  Readable.from([...Array(500)].map(() => Buffer.alloc(64_000))).pipe(response);

test('an answer that is not read ends, and its connection with it', async () => {
  let closed = false;
  answer = (response) => void endless(response).on('close', () => (closed = true));
  const body = await bodyOf();
  const error = new Promise((failed) => body.on('error', failed));
  body.pause();
  expect(await error).toMatchObject({ message: 'not read in time' });
  await sleep(50);
  expect(closed).toBe(true);
});

test('an answer that is read slowly does not end', async () => {
  answer = (response) => void endless(response);
  let bytes = 0;
  for await (const chunk of await bodyOf()) {
    if (bytes < 600_000) await sleep(IDLE_MS / 6);
    bytes += chunk.length;
  }
  expect(bytes).toBe(32_000_000);
});

test('a platform that does not go on is given up, before its answer and within it', async () => {
  answer = () => {};
  expect(await send()).toMatchObject({ kind: 'failed' });
  answer = (response) => void response.writeHead(200, { 'content-length': 10 }).write('x');
  await expect((await bodyOf()).toArray()).rejects.toThrow();
});
