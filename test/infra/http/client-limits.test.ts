import { afterAll, describe, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../../support/app.js';
import { sendHttp } from '../../support/refusals.js';

const apps: TestApp[] = [];
afterAll(async () => {
  for (const app of apps) await app.close();
});

async function start(trust: string): Promise<TestApp> {
  const app = await startTestApp({ TRUST_PROXY: trust, FAILED_KEYS_PER_MINUTE: '3' });
  apps.push(app);
  return app;
}

/** Statuses of wrong keys of one prefix that came with these X-Forwarded-For headers. */
async function wrongKeys(app: TestApp, prefix: string, forwarded: readonly string[]) {
  const statuses: (number | undefined)[] = [];
  for (const [i, header] of forwarded.entries()) {
    const headers = { authorization: `Bearer ll_${prefix}_${i}`, 'x-forwarded-for': header };
    statuses.push((await sendHttp(app, { headers, body: '{}' })).status);
  }
  return statuses;
}

const THROTTLED = [401, 401, 401, 429];
const FREE = [401, 401, 401, 401];
const four = (text: (i: number) => string) => [1, 2, 3, 4].map(text);

describe('behind one proxy', () => {
  test.each([
    ['with what the client wrote before', 'aaaaaaaa', four((i) => `10.0.0.${i}, 203.0.113.9`), THROTTLED],
    ['with words that are no addresses', 'bbbbbbbb', four((i) => `${'x'.repeat(12_000)}${i}`), THROTTLED],
    ['with another port each time', 'cccccccc', four((i) => `203.0.113.9:${i}`), THROTTLED],
    ['with other addresses of its IPv6 network', 'dddddddd', four((i) => `2001:db8::${i}`), THROTTLED],
    [
      'in other spellings',
      'eeeeeeee',
      ['2001:db8::1', '2001:0DB8::1', '2001:db8:0:0:0::1', '[2001:db8::1]'],
      THROTTLED,
    ],
    ['from four addresses', 'ffffffff', four((i) => `203.0.113.${i}`), FREE],
    ['from four IPv6 networks', 'gggggggg', four((i) => `2001:db8:0:${i}::1`), FREE],
  ])('a client that guesses keys is stopped %s', async (_how, prefix, forwarded, statuses) => {
    const app = apps[0] ?? (await start('1'));
    expect(await wrongKeys(app, prefix, forwarded)).toEqual(statuses);
  });
});

test('behind proxies of known networks, nobody else may say who they are', async () => {
  const ours = await start('127.0.0.0/8,::1');
  expect(
    await wrongKeys(
      ours,
      'aaaaaaaa',
      four((i) => `10.0.0.${i}, 203.0.113.9`),
    ),
  ).toEqual(THROTTLED);
  expect(
    await wrongKeys(
      ours,
      'bbbbbbbb',
      four((i) => `203.0.113.${i}, 127.0.0.9`),
    ),
  ).toEqual(FREE);
  const others = await start('192.0.2.0/24');
  expect(
    await wrongKeys(
      others,
      'aaaaaaaa',
      four((i) => `203.0.113.${i}`),
    ),
  ).toEqual(THROTTLED);
});

test('without a proxy, the header means nothing', async () => {
  expect(
    await wrongKeys(
      await start('off'),
      'aaaaaaaa',
      four((i) => `203.0.113.${i}`),
    ),
  ).toEqual(THROTTLED);
});
