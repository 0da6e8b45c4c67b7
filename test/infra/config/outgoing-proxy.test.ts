import { expect, test } from '@jest/globals';
import { loadConfig } from '../../../src/infra/config/config.js';
import { problemsOf } from '../../support/config-problems.js';

const problem = expect.stringMatching(/^HTTPS_PROXY must be the address of a proxy such as http:\S+, without/);

test.each(['proxy.example:3128', 'proxy.example', 'u:c4nary@proxy.example:3128', 'http:proxy.example'])(
  '%s is told that http:// is missing',
  (HTTPS_PROXY) => {
    expect(problemsOf({ HTTPS_PROXY })).toEqual([
      'HTTPS_PROXY lacks `http://` at its beginning: write it as http://proxy.example:3128',
    ]);
  },
);

test.each([
  'socks5://proxy.example:1080',
  'http://',
  'http://:3128',
  'http://proxy.example:99999',
  'http://proxy.example:3128/path',
  'http://proxy.example:3128?a=b',
  'http://u:c4nary#1@proxy.example:3128',
  'http://u:c4/nary@proxy.example:3128',
  'http://u:12/c4nary@proxy.example:3128',
  'http://u:c4%nary@proxy.example:3128',
  'http://u:c4%FF@proxy.example:3128',
])('%s is refused in one sentence without the value', (HTTPS_PROXY) => {
  expect(problemsOf({ HTTPS_PROXY })).toEqual([problem]);
  expect(problemsOf({ https_proxy: HTTPS_PROXY })).toEqual([problem]);
  expect(problemsOf({ HTTPS_PROXY }).join()).not.toMatch(/c4|socks/);
});

test.each([
  [{ HTTPS_PROXY: 'http://a:1', HTTP_PROXY: 'http://b:2' }, 'HTTPS_PROXY', 'http://a:1'],
  [{ HTTPS_PROXY: 'http://a:1', https_proxy: 'https://b:2/' }, 'HTTPS_PROXY', 'https://b:2'],
  [{ HTTPS_PROXY: 'http://a:1', https_proxy: '' }, 'HTTPS_PROXY', 'http://a:1'],
  [{ http_proxy: 'HTTP://u:p%40@a:1', no_proxy: '*' }, 'HTTP_PROXY', 'http://a:1'],
])('%j is the proxy of %s', (environment, setting, origin) => {
  const { outgoingProxy } = loadConfig(environment);
  expect([outgoingProxy?.setting, outgoingProxy?.url.origin]).toEqual([setting, origin]);
  expect(outgoingProxy?.noProxy).toBe('no_proxy' in environment ? '*' : '');
});
