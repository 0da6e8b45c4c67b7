import { spawn } from 'node:child_process';
import dns from 'node:dns';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { afterAll, expect, test } from '@jest/globals';
import { createDataSource } from '../../../src/composition/data-source.js';
import { sendForm } from '../../../src/infra/http-client/http-client.js';
import { ADDRESS_MS } from '../../../src/infra/process/connect-times.js';
import { tracked } from '../../support/children.js';

/** Listens and never accepts: once its queue of two is full, the system answers no further connection. */
const SILENT = `const server = require('node:net').createServer().listen({ port: 0, host: '127.0.0.2', backlog: 1 }, () => {
  require('node:fs').writeSync(1, String(server.address().port));
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
})`;
const silent = tracked(spawn(process.execPath, ['-e', SILENT], { stdio: ['ignore', 'pipe', 'inherit'] }));
const queued: Socket[] = [];
const { lookup } = dns;
afterAll(() => {
  dns.lookup = lookup;
  silent.kill('SIGKILL');
  for (const socket of queued) socket.destroy();
});

test('of two addresses the first is given half of the shortest time to connect, to the database and to a platform', async () => {
  const port = Number(String(await once(silent.stdout as NodeJS.ReadableStream, 'data')));
  const fills = async (): Promise<boolean> => {
    const socket = connect(port, '127.0.0.2').on('error', () => undefined);
    queued.push(socket);
    return Promise.race([
      once(socket, 'connect').then(() => true),
      new Promise<boolean>((wake) => setTimeout(() => wake(false), 200)),
    ]);
  };
  while (await fills());
  const arrivals: number[] = [];
  const second = createServer((socket) => {
    arrivals.push(performance.now() - began);
    socket.destroy();
  }).listen(port, '::1');
  await once(second, 'listening');
  dns.lookup = ((_host: string, _options: object, done: (error: null, all: dns.LookupAddress[]) => void) =>
    done(null, [
      { address: '127.0.0.2', family: 4 },
      { address: '::1', family: 6 },
    ])) as typeof dns.lookup;
  const began = performance.now();
  const url = new URL(`http://localhost:${port}/token`);
  const [platform] = await Promise.all([
    sendForm(url, new URLSearchParams(), { origins: [url.origin] }),
    createDataSource(`postgres://u@localhost:${port}/d`, 1)
      .initialize()
      .catch(() => undefined),
  ]);
  second.close();
  expect(platform.kind).toBe('failed');
  expect(arrivals).toHaveLength(2);
  for (const ms of arrivals) expect(ms).toBeGreaterThan(ADDRESS_MS - 50);
});
