import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openGuardedPool, postOnce } from '../../src/infra/http-client/guarded-pool.js';
import { type MayConnect, mayConnectTo } from '../../src/infra/http-client/public-address.js';
import { isWebhookUrl } from '../../src/webhooks/webhook-url.rules.js';
import { HOSTILE_URLS } from './hostile-urls.js';

const publicOnly = mayConnectTo([]);
let connections = 0;
const server = createServer((request, response) => {
  const answers: Record<string, () => void> = {
    '/redirect': () => response.writeHead(307, { location: '/' }).end('go there'),
    '/endless': () => {
      // A write that fails calls back before the response knows that it is destroyed.
      const more = (error?: Error | null) => void (error || response.write('a'.repeat(64_000), more));
      more();
    },
    '/slow': () => response.write('slow'),
  };
  (answers[request.url ?? ''] ?? (() => response.end('reached')))();
}).on('connection', () => connections++);
let port = 0;
beforeAll(async () => {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

async function post(text: string, mayConnect: MayConnect, timeoutMs = 2_000) {
  const url = new URL(text);
  const pool = openGuardedPool(url, mayConnect, 1);
  const answer = await postOnce(pool, url, { headers: {}, body: '{}', timeoutMs });
  await pool.destroy();
  return answer;
}

describe('a hostile URL', () => {
  test('is one of sixty at least', () => {
    expect(new Set(HOSTILE_URLS).size).toBeGreaterThanOrEqual(60);
  });

  test.each(HOSTILE_URLS)('is not connected to: %s', async (url) => {
    const { status, error } = await post(url, publicOnly);
    // Not every machine knows a name with a dot at its end.
    expect([status, error]).toEqual([null, expect.stringMatching(/^(ADDRESS_NOT_ALLOWED|ENOTFOUND|EAI_AGAIN)$/)]);
  });

  test.each(HOSTILE_URLS.filter((url) => !/localhost/i.test(url)))('cannot be an endpoint: %s', (url) => {
    for (const allowHttp of [false, true])
      expect(isWebhookUrl(new URL(url), { allowHttp, mayConnect: publicOnly })).toBe(false);
  });

  // The rule of ports is put aside, so that the server below could be reached.
  const anyPort: MayConnect = (address) => publicOnly(address, 443);

  test.each(['127.0.0.1', 'localhost', 'LOCALHOST', '2130706433', '[::ffff:127.0.0.1]'])(
    'does not reach a server that listens: %s',
    async (host) => {
      expect((await post(`http://${host}:${port}/`, anyPort)).error).toBe('ADDRESS_NOT_ALLOWED');
      expect(connections).toBe(0);
    },
  );

  test('of which the name leads elsewhere when it is connected to again is not followed', async () => {
    let asked = 0;
    const onceOnly: MayConnect = () => ++asked === 1;
    const url = new URL(`http://localhost:${port}/`);
    const pool = openGuardedPool(url, onceOnly, 1);
    const send = () => postOnce(pool, url, { headers: { connection: 'close' }, body: '{}', timeoutMs: 2_000 });
    expect(await send()).toMatchObject({ status: 200, answer: 'reached' });
    expect(await send()).toMatchObject({ status: null, error: 'ADDRESS_NOT_ALLOWED' });
    await pool.destroy();
    expect(connections).toBe(1);
  });

  test.each([
    ['/redirect', 307, 'go there'],
    ['/endless', 200, 'a'.repeat(1_024)],
    ['/slow', 200, 'slow'],
  ])(
    'takes little: the answer to %s is not followed, not read to its end, and not waited for',
    async (path, status, answer) => {
      const before = connections;
      const got = await post(`http://127.0.0.1:${port}${path}`, () => true, 3_000);
      expect(got).toMatchObject({ status, answer });
      expect(connections).toBe(before + 1);
    },
  );
});
