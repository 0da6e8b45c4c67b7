import { expect, test } from '@jest/globals';
import { cookieScope, withDecodablePath, withoutBasePath } from '../../../src/infra/http/base-path.js';

test.each([
  ['/ledgerlink', '/ledgerlink', '/'],
  ['/ledgerlink', '/ledgerlink/', '/'],
  ['/ledgerlink', '/ledgerlink?a=/b', '/?a=/b'],
  ['/ledgerlink', '/ledgerlink/graphql?query=a', '/graphql?query=a'],
  ['/ledgerlink', '/graphql', '/graphql'],
  ['/ledgerlink', '/', '/'],
  ['/ledgerlink', '/ledgerlinks/graphql', '/ledgerlinks/graphql'],
  ['/ledgerlink', '/graphql?next=/ledgerlink/x', '/graphql?next=/ledgerlink/x'],
  ['/ledgerlink', '/ledgerlink/ledgerlink/x', '/ledgerlink/x'],
  ['/ledgerlink', '/ledgerlin%6b/audit', '/audit'],
  ['/ledgerlink', '/%zz/audit', '/%zz/audit'],
  ['/a/b', '/a/b/audit', '/audit'],
  ['/a/b', '/a/audit', '/a/audit'],
  ['/a.c', '/abc/audit', '/abc/audit'],
  ['/b%C3%BCro/x%20y', '/b%c3%bcro/x%20y/link/t', '/link/t'],
  ['/b%C3%BCro/x%20y', '/b%C3%BCro/x+y/link/t', '/b%C3%BCro/x+y/link/t'],
  ['/a', 'http://host/a/audit?b', '/audit?b'],
  ['/a', 'https://host', '/'],
  ['', 'http://host:4000/graphql?query=a', '/graphql?query=a'],
  ['', 'http://host', '/'],
  ['', '/graphql?next=http://host/x', '/graphql?next=http://host/x'],
  ['', '*', '*'],
])('below %s the URL %s is %s', (basePath, url, rewritten) => {
  expect(withoutBasePath(basePath)({ url })).toBe(rewritten);
});

test.each([
  ['/companies/%E0%A4%A', '/companies/%25E0%25A4%25A'],
  ['/link/%zz?a=%zz', '/link/%25zz'],
  ['/companies/%C3%BC?search=%00%zz', '/companies/%C3%BC?search=%00%zz'],
  ['/a?b=%zz', '/a?b=%zz'],
  ['/%25', '/%25'],
])('a browser that asks for %s is routed by %s', (url, routed) => {
  expect(withDecodablePath(url)).toBe(routed);
});

test.each([
  ['http://localhost:4000', '', '/', false],
  ['https://api.example', '__Host-', '/', true],
  ['https://api.example/a/b%20c', '__Secure-', '/a/b%20c', true],
  ['http://localhost/a', '', '/a', false],
])('cookies of %s', (publicUrl, prefix, path, secure) => {
  expect(cookieScope(publicUrl)).toEqual({ prefix, attributes: { path, httpOnly: true, secure } });
});
