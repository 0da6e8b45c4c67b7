import { describe, expect, test } from '@jest/globals';
import { onlyReads, readServers, whyNotTarget } from '../../../src/infra/database/servers.rules.js';
import { failureOf } from '../../../src/infra/errors/failure.rules.js';

describe('the servers of a URL', () => {
  const at = (host: string, port = 5432) => ({ host, port });
  test.each([
    ['postgres://h/d', [at('h')], 'any'],
    ['postgres://u:p@[::1]:7/d', [at('::1', 7)], 'any'],
    ['postgres://h/d?target_session_attrs=primary', [at('h')], 'primary'],
    ['postgres://h/d?host=/run/postgresql', [at('/run/postgresql')], 'any'],
    ['postgres:///d', [at('')], 'any'],
    ['postgres://h/d?host=h1,h2&port=1,2', [at('h1', 1), at('h2', 2)], 'read-write'],
    ['postgres://h/d?host=h1,h2&port=7', [at('h1', 7), at('h2', 7)], 'read-write'],
    ['postgres://h/d?host=h1,h2&target_session_attrs=any', [at('h1'), at('h2')], 'any'],
  ])('%s', (url, list, target) => {
    expect(readServers(new URL(url))).toEqual({ list, target });
  });

  test.each([
    'host=h1,',
    'host=h1,,h3',
    'host=h1,h2&port=1,2,3',
    'host=h1,h2,h3&port=1,2',
    'port=0',
    'port=1.5',
    'port=65536',
  ])('cannot be read: %s', (query) => expect(readServers(new URL(`postgres://h/d?${query}`))).toBeUndefined());
});

test.each([
  ['read-write', false, false, undefined],
  ['read-write', true, true, 'standby'],
  ['read-write', false, true, 'read-only'],
  ['primary', false, true, undefined],
  ['primary', true, true, 'standby'],
  ['any', true, true, undefined],
] as const)('%s, standby %s, read-only %s: %s', (target, standby, read_only, why) => {
  expect(whyNotTarget(target, { standby, read_only })).toBe(why);
});

test.each([
  ['standby', /leads to a standby, .*: name the primary, or every server and target_session_attrs=read-write\.$/],
  ['read-only', /default_transaction_read_only is on: turn that off/],
  ['no server', /^None of the servers .* takes writes: promote a standby, or name the primary, too\.$/],
] as const)('a server that only answers reads is worth waiting for, and has a sentence: %s', (why, sentence) => {
  expect(failureOf('connect', onlyReads(why))).toEqual({
    kind: 'unavailable',
    sentence: expect.stringMatching(sentence),
  });
});
