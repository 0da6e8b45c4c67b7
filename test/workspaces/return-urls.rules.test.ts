import { describe, expect, test } from '@jest/globals';
import { isAllowedReturnUrl, whyNotReturnUrls } from '../../src/workspaces/return-urls.rules.js';

const HTTPS = /^`returnUrls\[1\]` must begin with https:\/\/, or with http:\/\/localhost\.$/;
const PASSWORD = /^`returnUrls\[1\]` must not contain a user name or a password\. Remove them\.$/;
const FRAGMENT = /^`returnUrls\[1\]` must not have a fragment\. Remove the part that begins with #\.$/;
const LENGTH = /^`returnUrls\[1\]` is longer than 2,000 characters\. Shorten it\.$/;

const ofLength = (length: number) => `https://a.example/`.padEnd(length, 'x');

describe('a list of return URLs', () => {
  test.each([
    ['a path and a query', 'https://a.example:8443/done?x=1'],
    ['localhost, without TLS', 'http://localhost:3000/'],
    ['2,000 characters', ofLength(2000)],
  ])('may hold an address with %s', (_what, url) => {
    expect(whyNotReturnUrls([new URL(url)])).toBeUndefined();
  });

  test.each([
    ['http', 'http://a.example/canary', HTTPS],
    ['another scheme', 'javascript:canary', HTTPS],
    ['a name that begins like localhost', 'http://localhost.canary.example/', HTTPS],
    ['the number of localhost', 'http://127.0.0.1/canary', HTTPS],
    ['a user name', 'https://canary@a.example/', PASSWORD],
    ['a password', 'https://:canary@a.example/', PASSWORD],
    ['a fragment', 'https://a.example/#canary', FRAGMENT],
    ['an empty fragment', 'https://a.example/canary#', FRAGMENT],
    ['2,001 characters', `${ofLength(1995)}canary`, LENGTH],
  ])('may not hold an address with %s, and is told which one without its text', (_what, url, why) => {
    const answer = whyNotReturnUrls([new URL('https://a.example/'), new URL(url)]);
    expect(answer).toMatch(why);
    expect(answer).not.toContain('canary');
  });

  test('may be empty, have 20 addresses, and not 21', () => {
    const urls = (count: number) => Array.from({ length: count }, (_, at) => new URL(`https://a.example/${at}`));
    expect([0, 20].map((count) => whyNotReturnUrls(urls(count)))).toEqual([undefined, undefined]);
    expect(whyNotReturnUrls(urls(21))).toBe('There are 21 return URLs, and at most 20 are allowed. Shorten the list.');
  });
});

test.each([
  ['https://a.example/done', true],
  ['HTTPS://A.example:443/done', true],
  ['https://a.example/x/../done', true],
  ['https://a.example/done/', false],
  ['https://a.example/done?x=1', false],
  ['https://a.example/Done', false],
  ['http://a.example/done', false],
  ['https://a.example.attacker.example/done', false],
])('with https://a.example/done on the list, a customer may be sent to %s: %s', (url, allowed) => {
  expect(isAllowedReturnUrl(new URL(url), ['https://a.example/done', 'https://b.example/'])).toBe(allowed);
});

test('with an empty list no customer is sent anywhere', () => {
  expect(isAllowedReturnUrl(new URL('https://a.example/done'), [])).toBe(false);
});
