import { expect, test } from '@jest/globals';
import { headersToCaller, headersToPlatform, maxWaitMs } from '../../src/platform-requests/header.rules.js';

test('of a caller, six headers go to the platform', () => {
  const sent = {
    accept: 'application/json',
    'accept-language': 'en-GB',
    'content-type': 'application/json',
    'idempotency-key': 'a-key-of-mine',
    'if-modified-since': 'Tue, 24 Nov 2026 00:00:00 GMT',
    'if-none-match': '"x"',
  };
  const dropped = {
    authorization: 'Bearer ll_canary',
    cookie: 'a=b',
    host: 'other.example',
    'x-business': 'other',
    'x-site': 'other',
    'x-forwarded-for': '1.2.3.4',
    'x-http-method-override': 'DELETE',
    'ocp-apim-subscription-key': 'x',
    'content-length': '3',
    'transfer-encoding': 'chunked',
    connection: 'x-business',
    te: 'trailers',
    range: 'bytes=0-1',
    origin: 'https://other.example',
    'x-original-url': '/user',
    'proxy-authorization': 'Basic x',
    upgrade: 'websocket',
  };
  expect(headersToPlatform({ ...dropped, ...sent })).toEqual(sent);
});

test.each([['a\r\nx-business: other'], ['a\u0000'], ['\u00e9']])('the value %p is not sent on', (value) => {
  expect(headersToPlatform({ accept: value })).toEqual({});
});

test('a header that was sent twice is not sent on', () => {
  expect(headersToPlatform({ accept: ['a', 'b'] })).toEqual({});
});

test('of the platform, six headers go to the caller', () => {
  const passed = {
    'content-disposition': 'attachment',
    'content-encoding': 'gzip',
    'content-type': 'application/json',
    etag: '"x"',
    'last-modified': 'Tue, 24 Nov 2026 00:00:00 GMT',
    'retry-after': '5',
  };
  const dropped = { 'set-cookie': ['a=b'], location: 'https://other.example', server: 'x', 'x-business': 'y' };
  expect(headersToCaller({ ...dropped, ...passed })).toEqual(passed);
});

test.each([
  [undefined, 5000],
  ['0', 0],
  ['7', 7000],
  ['90', 20_000],
  ['-1', 5000],
  ['1e9', 5000],
  ['', 5000],
])('x-max-wait %p is %d ms', (header, ms) => {
  expect(maxWaitMs(header)).toBe(ms);
});
