import { expect, test } from '@jest/globals';
import { isExempt, isNoProxy } from '../../../src/infra/config/no-proxy.rules.js';
import { problemsOf } from '../../support/config-problems.js';

const PLATFORM = 'https://platform.example/token';

test.each([
  ['', PLATFORM, false],
  ['*', PLATFORM, true],
  ['example', PLATFORM, true],
  ['platform.example', PLATFORM, true],
  ['Platform.EXAMPLE', PLATFORM, true],
  ['.example', PLATFORM, true],
  ['*.example', PLATFORM, true],
  ['platform.example.', PLATFORM, true],
  ['platform.example', 'https://platform.example./', true],
  ['other.example , platform.example,', PLATFORM, true],
  ['other.example platform.example', PLATFORM, true],
  ['platform.example:443', PLATFORM, true],
  ['platform.example:8443', PLATFORM, false],
  ['.example:8443', 'https://platform.example:8443/', true],
  ['form.example', PLATFORM, false],
  ['a.platform.example', PLATFORM, false],
  ['Tö.example', 'https://a.tö.example/', true],
  ['xn--t-1ga.example', 'https://tö.example/', true],
  ['[2001:db8::1]:443', 'https://[2001:db8::1]/', true],
  ['2001:DB8:0::1', 'https://[2001:db8::1]/', true],
  ['2001:db8::2', 'https://[2001:db8::1]/', false],
  ['2001:db8::/32', 'https://[2001:db8:1::1]/', true],
  ['10.1.2.3', 'https://10.1.2.3/', true],
  ['10.1.2.3:8443', 'https://10.1.2.3/', false],
  ['10.0.0.0/8', 'https://10.1.2.3/', true],
  ['10.0.0.0/8', 'https://11.1.2.3/', false],
  ['10.0.0.0/8', PLATFORM, false],
  ['0.0.0.0/0', PLATFORM, false],
])('NO_PROXY=%s exempts %s: %s', (noProxy, url, exempt) => {
  expect([isNoProxy(noProxy), isExempt(new URL(url), noProxy)]).toEqual([true, exempt]);
});

test.each([
  '.',
  ':443',
  '2.3',
  '*.2.3',
  '.1.2.3',
  '10.',
  '10.*',
  '*.*',
  'a.*.example',
  '10.0.0.0/33',
  '10.0.0.0/8/8',
  '2001:db8::/129',
  '[2001:db8::1',
  'fe80::1%eth0',
  'https://a.example',
  'a.example/path',
  'a.example:0',
  'a.example:65536',
  'a.example:https',
  'a;b',
  'a|b',
  'a..b',
  'user@a.example',
  '<local>',
])('NO_PROXY=%s is refused in one sentence, and exempts nothing', (NO_PROXY) => {
  expect(problemsOf({ NO_PROXY: `c4nary.example,${NO_PROXY}` })).toEqual([
    'NO_PROXY must be hosts, addresses or networks such as example.com, .internal:8443, 10.0.0.0/8, 2001:db8::1, comma-separated, or `*`: no `https://`, no path, no part of an address',
  ]);
  for (const url of ['https://10.1.2.3/', 'https://a.example/', 'https://[2001:db8::1]/'])
    expect(isExempt(new URL(url), NO_PROXY)).toBe(false);
});
