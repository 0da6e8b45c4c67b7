import { describe, expect, test } from '@jest/globals';
import { networkOf } from '../../src/infra/config/network.js';
import { mayConnectTo } from '../../src/infra/http-client/public-address.js';
import { isWebhookUrl } from '../../src/webhooks/webhook-url.rules.js';

describe('an endpoint', () => {
  const allowed = mayConnectTo([networkOf('10.1.0.0/16'), networkOf('::1')].flatMap((one) => one ?? []));
  test.each([
    ['https://hooks.example.com/a?b=c', true],
    ['https://hooks.example.com:8443/', true],
    ['https://1.1.1.1/', true],
    ['https://[2606:4700:4700::1111]/', true],
    ['https://10.1.2.3:9000/', true],
    ['https://[::1]:9000/', true],
    ['https://10.2.0.1/', false],
    ['https://user@hooks.example.com/', false],
    ['https://user:password@hooks.example.com/', false],
    ['https://hooks.example.com/#part', false],
    ['http://hooks.example.com/', false],
    ['ftp://hooks.example.com/', false],
    ['file:///etc/passwd', false],
    ['javascript:alert(1)', false],
    [`https://hooks.example.com/${'a'.repeat(2_000)}`, false],
  ])('at %s may be: %s', (url, may) => {
    expect(isWebhookUrl(new URL(url), { allowHttp: false, mayConnect: allowed })).toBe(may);
  });

  test('may be http outside of production', () => {
    expect(isWebhookUrl(new URL('http://hooks.example.com/'), { allowHttp: true, mayConnect: allowed })).toBe(true);
  });
});
