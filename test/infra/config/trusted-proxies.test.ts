import { describe, expect, test } from '@jest/globals';
import { loadConfig } from '../../../src/infra/config/config.js';
import { problemsOf } from '../../support/config-problems.js';

const v4 = (address: string, prefix: number) => ({ address, prefix, family: 'ipv4' });
const v6 = (address: string, prefix: number) => ({ address, prefix, family: 'ipv6' });

test.each([
  ['off', { hops: 0 }],
  ['1', { hops: 1 }],
  ['10', { hops: 10 }],
  ['127.0.0.1', { networks: [v4('127.0.0.1', 32)] }],
  ['10.0.0.0/8', { networks: [v4('10.0.0.0', 8)] }],
  ['10.0.0.0/8, 172.16.0.0/12,::1', { networks: [v4('10.0.0.0', 8), v4('172.16.0.0', 12), v6('::1', 128)] }],
  ['fd00::/8,2001:db8::/32', { networks: [v6('fd00::', 8), v6('2001:db8::', 32)] }],
  ['::ffff:10.0.0.0/104,::FFFF:7f00:1', { networks: [v4('10.0.0.0', 8), v4('127.0.0.1', 32)] }],
  ['::/128,::ffff:0:0:0/96', { networks: [v6('::', 128), v6('::ffff:0:0:0', 96)] }],
])('TRUST_PROXY=%s', (value, becomes) => {
  expect(loadConfig({ TRUST_PROXY: value }).trustedProxies).toEqual(becomes);
});

test('TRUST_PROXY=on is refused, and what to set instead is said', () => {
  expect(problemsOf({ TRUST_PROXY: 'on' })).toEqual([
    'TRUST_PROXY is no longer `on`, which believed what any client wrote: set the number of proxies in front, such as 1, or their networks',
  ]);
});

describe('TRUST_PROXY that trusts strangers, or nobody knows whom, is refused:', () => {
  test.each([
    '0.0.0.0/0',
    '::/0',
    '10.0.0.0/8,0.0.0.0/0',
    '128.0.0.0/1',
    '::ffff:0:0/96',
    '::ffff:10.0.0.0/103',
    '::ffff:10.0.0.0/80',
    '::/7',
    '::/80',
    '0:0:0:0:0:fff0::/92',
    '10.0.0.0/7',
    'fc00::/6',
    '10.0.0.0/33',
    '::1/129',
    '10.0.0.0/8/8',
    '10.0.0.0/',
    '10.0.0.0/-1',
    '10.0.0.0/8x',
    '10.0.0',
    '10.0.0.0.0/8',
    '010.0.0.0/8',
    'fe80::1%eth0',
    'proxy.example',
    'loopback',
    'true',
    'ON',
    '0',
    '11',
    '1,2',
    '1.5',
    '-1',
    ',',
    '10.0.0.0/8,',
    '1 2',
  ])('%j', (value) => {
    expect(problemsOf({ TRUST_PROXY: value })).toEqual([
      'TRUST_PROXY must be `off`, the number of proxies in front (1 to 10), or their networks such as 10.0.0.0/8,127.0.0.1',
    ]);
  });
});
