import { expect, test } from '@jest/globals';
import { createSessionCookie } from '../../src/portal/session-cookie.js';

const refuse = (publicUrl: string, origin: string, host: string) => () =>
  createSessionCookie(publicUrl).refuseForeign({
    headers: { origin, host, 'x-ledgerlink-portal': '1' },
  } as never);

test.each([
  ['http://localhost:4000', 'https://api.example', 'api.example', 'TLS that ends at a proxy'],
  ['http://localhost:4000', 'https://api.example', 'localhost:4000', 'a proxy that changes the Host header'],
  ['http://localhost:4000', 'http://api.example:8080', 'api.example', 'a proxy on another port'],
  ['https://old.example/x', 'https://api.example', 'api.example:4000', 'an installation that has moved'],
])('%s, %s at %s: the refusal names PUBLIC_URL (%s)', (publicUrl, origin, host, _) => {
  expect(refuse(publicUrl, origin, host)).toThrow(/set PUBLIC_URL to the address that the browser shows/);
  expect(refuse(publicUrl, origin, host)).not.toThrow(/api\.example/);
});

test.each([
  ['http://localhost:4000', 'http://127.0.0.1:4000', '127.0.0.1:4000'],
  ['https://api.example/a/b', 'https://api.example', 'localhost:4000'],
])('%s, %s at %s: accepted', (publicUrl, origin, host) => {
  expect(refuse(publicUrl, origin, host)).not.toThrow();
});
