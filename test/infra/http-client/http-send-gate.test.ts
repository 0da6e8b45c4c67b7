import { Socket } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { sendForm } from '../../../src/infra/http-client/http-client.js';
import { HttpRequestRunner } from '../../../src/infra/http-client/http-request-runner.js';
import { serveTcp, stopServers } from '../../support/loopback.js';

afterEach(stopServers);

const FORM = new URLSearchParams({ refresh_token: 'secret-token' });
const post = (url: URL, options: Partial<Parameters<typeof sendForm>[2]> = {}) =>
  sendForm(url, FORM, { origins: [url.origin], ...options });

describe('the gate', () => {
  /** Counts bytes under HTTP, so that nothing can hide in a parser. */
  async function byteCounter() {
    const counter = { bytes: 0, connections: 0 };
    const url = await serveTcp((socket) => {
      counter.connections += 1;
      socket.on('error', () => undefined);
      socket.on('data', (chunk) => {
        counter.bytes += chunk.length;
        socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}');
      });
    });
    return { url, counter };
  }

  test('closed: the connection stood, and not one byte was written', async () => {
    const { url, counter } = await byteCounter();
    let asked = 0;
    const maySend = () => {
      asked += 1;
      return false;
    };
    expect(await post(url, { maySend })).toEqual({ kind: 'not-sent', why: 'too late' });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect([asked, counter]).toEqual([1, { bytes: 0, connections: 1 }]);
  });

  test('it is asked after connecting, and the bytes follow in the same synchronous step', async () => {
    const { url, counter } = await byteCounter();
    const order: string[] = [];
    const maySend = () => {
      order.push(`gate, ${counter.bytes} bytes`);
      // Whatever could run between the question and the write is queued now, and must come too late.
      process.nextTick(() => order.push('next tick'));
      queueMicrotask(() => order.push('microtask'));
      return true;
    };
    const write = Socket.prototype._writev;
    const plain = Socket.prototype._write;
    Socket.prototype._writev = function (...rest) {
      if (this.remotePort === Number(url.port)) order.push('written');
      return write?.apply(this, rest);
    };
    Socket.prototype._write = function (...rest) {
      if (this.remotePort === Number(url.port)) order.push('written');
      return plain.apply(this, rest);
    };
    try {
      expect(await post(url, { maySend })).toMatchObject({ kind: 'answered' });
    } finally {
      Socket.prototype._writev = write;
      Socket.prototype._write = plain;
    }
    expect(order.slice(0, 2)).toEqual(['gate, 0 bytes', 'written']);
  });

  test('a second connection for a request that was sent is refused', () => {
    const answers: unknown[] = [];
    const aborted: Error[] = [];
    const controller = { abort: (error: Error) => void aborted.push(error) } as never;
    const wanted = {
      method: 'POST',
      headers: {},
      origins: [],
      connectMs: 1,
      answerMs: 1000,
      maxBytes: 9,
    } as const;
    const runner = new HttpRequestRunner(wanted, (answer) => answers.push(answer));
    runner.onRequestStart(controller);
    expect(aborted).toEqual([]);
    runner.onRequestStart(controller);
    expect(aborted.map(({ message }) => message)).toEqual(['sent before']);
    runner.onResponseError(controller, aborted[0] as Error);
    expect(answers).toEqual([{ kind: 'failed', why: 'sent before' }]);
  });

  test('one that throws is closed', async () => {
    const { url, counter } = await byteCounter();
    const maySend = () => {
      throw new Error('of the caller');
    };
    expect(await post(url, { maySend })).toEqual({ kind: 'not-sent', why: 'ERROR' });
    expect(counter.bytes).toBe(0);
  });
});
