import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Connections } from '../../../src/infra/http/connections.js';
import { type EventStreamResponse, startEventStream } from '../../../src/infra/http/event-stream.js';
import { msAlone } from '../../support/pace.js';
import { until } from '../../support/processes.js';

const LIMITS = {
  ...{ most: 2, unreadBytes: 1e9, unreadMs: 60_000, bytesPerMs: 1e6, everyMs: 20, idleMs: 1_000, arriveMs: 60_000 },
  onLate: () => {},
};

const PIECE = `data: ${'x'.repeat(100_000)}\n\n`;

let server: Server;
const sockets: Socket[] = [];
afterEach(() => {
  jest.useRealTimers();
  for (const socket of sockets.splice(0)) socket.destroy();
  server.close();
});

interface Opened {
  readonly socket: Socket;
  readonly response: ServerResponse;
  readonly stream: EventStreamResponse;
  readonly ends: string[];
  text(): string;
}

/** A stream as a route answers it, on a server that watches its connections. */
async function open({ isRead = true, limits = {} } = {}): Promise<Opened> {
  server = createServer();
  Object.assign(server, { httpAllowHalfOpen: true });
  const ends: string[] = [];
  const started = new Promise<Pick<Opened, 'stream' | 'response'>>((resolve) => {
    new Connections({ ...LIMITS, ...limits }).watch(server, (raw, response) => {
      const reply = { hijack: () => reply, raw: response, getHeaders: () => ({ 'x-request-id': 'a' }) };
      const stream = startEventStream({ raw } as FastifyRequest, reply as unknown as FastifyReply, (why) =>
        ends.push(why),
      );
      resolve({ stream, response });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = await connected();
  let text = '';
  // A fast machine writes more in a second than a string can hold.
  if (isRead) socket.on('data', (chunk) => (text = (text + chunk).slice(-PIECE.length)));
  socket.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n');
  return { socket, ...(await started), ends, text: () => text };
}

async function connected(): Promise<Socket> {
  const socket = connect({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', allowHalfOpen: true });
  sockets.push(socket.on('error', () => {}));
  await once(socket, 'connect');
  return socket;
}

describe('a stream of events', () => {
  test('begins with its head and a comment, and has another comment each 12 s', async () => {
    jest.useFakeTimers({
      doNotFake: ['setTimeout', 'setImmediate', 'nextTick', 'performance', 'queueMicrotask', 'Date'],
    });
    const { text } = await open();
    await until('it has begun', async () => text().includes(':\n\n'));
    expect(text()).toMatch(
      /^HTTP\/1.1 200 OK\r\nx-request-id: a\r\ncontent-type: text\/event-stream; charset=utf-8\r\nx-accel-buffering: no\r\n/,
    );
    jest.advanceTimersByTime(24_000);
    await until('two more came', async () => text().split(':\n\n').length === 4);
  });

  test('is closed when its client does not read, and holds no more than one message by then', async () => {
    const { stream, ends } = await open({ isRead: false, limits: { unreadMs: 300 } });
    let written = 0;
    for (; ends.length === 0; written += PIECE.length) await stream.write(PIECE);
    expect(ends).toEqual(['unread']);
    // What the two kernels hold for a connection of this machine.
    expect(written).toBeLessThan(20_000_000);
  });

  test('ends within a second for a client that is behind, and so does what is written to it', async () => {
    const { stream, ends } = await open({ isRead: false, limits: { unreadMs: 60_000 } });
    let written = 0;
    const writing = (async () => {
      for (; ends.length === 0; written += 1) await stream.write(PIECE);
    })();
    for (let before = -1; written > before; ) {
      before = written;
      await new Promise((wake) => setTimeout(wake, 200));
    }
    stream.endSoon();
    expect(await msAlone(() => writing)).toBeLessThan(3_000);
    expect(ends).toEqual(['unread']);
    await stream.write(PIECE);
    stream.end();
  });

  test('has no comment after its end, however late its client reads that', async () => {
    jest.useFakeTimers({
      doNotFake: ['setTimeout', 'setImmediate', 'nextTick', 'performance', 'queueMicrotask', 'Date'],
    });
    const { stream, socket } = await open({ isRead: false, limits: { unreadMs: 60_000 } });
    void stream.write('x'.repeat(20_000_000));
    stream.end();
    jest.advanceTimersByTime(24_000);
    let text = '';
    socket.on('data', (chunk) => (text = (text + chunk).slice(-10)));
    await until('its end came', async () => text.endsWith('0\r\n\r\n'));
  });

  test('goes on for a client that reads, however long it lasts and however many others connect', async () => {
    const unreadMs = 1_000;
    const { stream, response, ends, text } = await open({ limits: { unreadMs } });
    const [began, listeners] = [performance.now(), response.listenerCount('close')];
    while (performance.now() - began < 1.5 * unreadMs) await stream.write(PIECE);
    await connected();
    await connected();
    await new Promise((wake) => setTimeout(wake, 200));
    await stream.write('data: last\n\n');
    await until('the last came', async () => text().includes('data: last'));
    expect([ends, response.listenerCount('close')]).toEqual([[], listeners]);
  });

  test('ends when its client closes its side, although an answer would still be sent', async () => {
    const { socket, ends, text } = await open();
    await until('it has begun', async () => text().includes(':\n\n'));
    socket.end();
    await until('it ends', async () => ends.length > 0);
    expect(ends).toEqual(['left']);
  });
});
