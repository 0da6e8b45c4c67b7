import { afterEach, describe, expect, test } from '@jest/globals';
import { stopServers } from '../../../support/loopback.js';
import { accessTo, fakeSage, type Reply } from '../../../support/sage-api.js';

afterEach(stopServers);

const item = (n: number) => ({ id: `b${n}`, displayed_as: `Business ${n}`, $path: `/businesses/b${n}` });
const items = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => item(from + i));
const V31 = accessTo('3.1');
const LEAD: Reply = [200, { ...item(2), name: 'Two', country: { id: 'GB' } }];
const page = (path: string) => Number(new URL(path, 'http://x').searchParams.get('page'));

/** What `listBusinesses` makes of a list that is served page by page, and the paths that it asked for. */
async function list(pages: (page: number) => unknown, lead: Reply = LEAD) {
  const { api, seen } = await fakeSage((path) => (path.endsWith('/lead') ? lead : [200, pages(page(path))]));
  const answer = await api.listBusinesses(V31);
  const count = answer.kind === 'ok' ? answer.value.length : answer.kind;
  return { answer, count, paths: seen.map(({ path }) => path) };
}

describe('all businesses of a v3.1 sign-in', () => {
  test('names, the lead one, and its country', async () => {
    const { answer, paths } = await list(() => ({ $total: 2, $items_per_page: 500, $items: items(1, 2) }));
    expect(answer).toEqual({
      kind: 'ok',
      value: [
        { id: 'b1', name: 'Business 1', countryCode: null, isDefault: false },
        { id: 'b2', name: 'Business 2', countryCode: 'GB', isDefault: true },
      ],
    });
    expect(paths).toEqual([
      '/v3.1/businesses?items_per_page=500&page=1&attributes=country%2Ccity%2Cpostal_code%2Ccreated_at%2Cis_demo',
      '/v3.1/businesses/lead',
    ]);
  });

  test('none at all', async () => {
    const { answer, paths } = await list(() => ({ $total: 0, $items: [] }));
    expect(answer).toEqual({ kind: 'ok', value: [] });
    expect(paths).toHaveLength(1);
  });

  test('no lead business is no obstacle', async () => {
    const { count } = await list(() => ({ $total: 1, $items: [item(1)] }), [404, []]);
    expect(count).toBe(1);
  });

  test.each(['$items_per_page', '$itemsPerPage'])('in pages of 200, said as %s', async (name) => {
    const { count, paths } = await list((n) => ({
      $total: 450,
      [name]: 200,
      $items: items((n - 1) * 200 + 1, Math.min(n * 200, 450)),
    }));
    expect([count, paths.length]).toEqual([450, 4]);
  });

  test('in pages of 200 while it speaks of 2147483647', async () => {
    const { count } = await list((n) => ({
      $total: 450,
      $items_per_page: 2_147_483_647,
      $items: items((n - 1) * 200 + 1, Math.min(n * 200, 450)),
    }));
    expect(count).toBe(450);
  });

  test('a last page that repeats for ever ends the list', async () => {
    const { count, paths } = await list((n) => ({
      $total: 9_000_000,
      $items: n === 1 ? items(1, 3) : items(2, 3),
    }));
    expect([count, paths.length]).toEqual([3, 3]);
  });

  const namesOf = async (...found: unknown[]) => {
    const { answer } = await list(() => ({ $total: found.length, $items: found }), [404, []]);
    return answer.kind === 'ok' ? answer.value.map(({ name }) => name) : answer.kind;
  };

  test.each([
    ['NUL', 'a\0b', 'ab'],
    ['half of a surrogate pair', 'lone \ud800 half', 'lone \ufffd half'],
    ['line breaks and tabs', ' Two\r\n\tLines ', 'Two Lines'],
    ['other control characters', '\u001b[31mRed\u007f\u009f', '[31mRed'],
    ['an emoji', 'Bakery 🥖 Ltd', 'Bakery 🥖 Ltd'],
    ['300 kB', '🥖'.repeat(75_000), '🥖'.repeat(500)],
  ])('a name with %s can be stored and shown', async (_what, name, shown) => {
    expect(await namesOf({ id: 'b1', name }, item(2))).toEqual([shown, 'Business 2']);
  });

  test('a name of nothing that can be seen is as good as none', async () => {
    expect(await namesOf({ id: 'b1', name: '\0 \n', displayed_as: 'Shown' }, { id: 'b2', name: '\0' })).toEqual([
      'Shown',
      'b2',
    ]);
  });

  test.each([
    ['NUL', 'b\x001'],
    ['a line break', 'b1\r\nx-site: other'],
    ['half of a surrogate pair', 'b\ud800'],
    ['a letter that no header may have', 'bé'],
    ['a space', 'b 1'],
    ['no end', 'b'.repeat(201)],
    ['another type', 7],
  ])('an id with %s leaves out that business and no other', async (_what, id) => {
    expect(await namesOf({ id, name: 'One' }, item(2))).toEqual(['Business 2']);
  });

  test('a page of ids that cannot be used does not end the list', async () => {
    const { count, paths } = await list((n) => ({
      $total: 450,
      $items: n === 1 ? items(1, 200).map(({ id }) => ({ id: `${id} `, name: 'x' })) : items(201, 450),
    }));
    expect([count, paths.length]).toEqual([250, 3]);
  });

  test('what is not a list is no answer, never an empty one', async () => {
    for (const body of [[], {}, { $items: 'x' }, null, '<html>']) {
      expect((await list(() => body)).count).toBe('unavailable');
    }
  });

  test('a page that fails fails the whole, so that nothing is missing silently', async () => {
    const { api } = await fakeSage((path) =>
      page(path) === 1 ? [200, { $total: 900, $items: items(1, 500) }] : [503, '', { 'retry-after': '11' }],
    );
    expect(await api.listBusinesses(V31)).toEqual({
      kind: 'unavailable',
      retryAfterSeconds: 11,
      why: 'status 503',
    });
  });
});

describe('the business of a v3.0 sign-in', () => {
  test('is named by its owner, asked with all headers and a signature', async () => {
    const { api, seen } = await fakeSage(() => [200, { name: 'Alpha Ltd', country: { id: 'IE' } }]);
    const answer = await api.listBusinesses(accessTo('3.0', { platformUserId: 'owner-1' }));
    const business = { id: 'owner-1', name: 'Alpha Ltd', countryCode: 'IE', isDefault: true };
    expect(answer).toEqual({ kind: 'ok', value: [business] });
    expect(seen).toEqual([
      {
        path: '/uki/sageone/core/v3/business',
        headers: expect.objectContaining({
          authorization: 'Bearer TestToken',
          'x-site': 'owner-1',
          'ocp-apim-subscription-key': 'subscription-key',
          'content-type': 'application/json',
          'x-nonce': expect.stringMatching(/^[0-9a-f]{32}$/),
          'x-signature': expect.stringMatching(/^[A-Za-z0-9+/]{27}=$/),
        }),
      },
    ]);
  });

  test.each([
    ['Two\r\nLines \0', 'Two Lines'],
    ['\0', 'unavailable'],
  ])('with the name %j is %j', async (name, expected) => {
    const { api } = await fakeSage(() => [200, { name, country: { id: 'IE' } }]);
    const answer = await api.listBusinesses(accessTo('3.0', { platformUserId: 'owner-1' }));
    expect(answer.kind === 'ok' ? answer.value[0]?.name : answer.kind).toBe(expected);
  });

  test('without an owner nothing is asked', async () => {
    const { api, seen } = await fakeSage(() => [200, {}]);
    expect(await api.listBusinesses(accessTo('3.0'))).toEqual({ kind: 'owner-required' });
    expect(seen).toEqual([]);
  });
});
