import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { type RawAnswer, retryAfterSeconds } from '../../../src/infra/http-client/http-answer.js';
import { readTokenAnswer } from '../../../src/infra/oauth/token-answer.js';

const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);
const answered = (status: number, body: unknown, headers = {}, complete = true): RawAnswer => ({
  kind: 'answered',
  status,
  headers,
  body: Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
  complete,
});
const read = (...of: Parameters<typeof answered>) => readTokenAnswer(answered(...of), NOW);

const PAIR = { access_token: 'acc', refresh_token: 'ref', expires_in: 300, token_type: 'bearer' };
const revealed = (...of: Parameters<typeof answered>) => {
  const outcome = read(...of);
  if (outcome.kind !== 'tokens') return outcome;
  const { accessToken, refreshToken, accessTokenSeconds, odd } = outcome;
  return [accessToken.reveal(), refreshToken?.reveal() ?? null, accessTokenSeconds, odd];
};

describe('a success', () => {
  test.each([
    ['as it should be', 200, PAIR, {}, ['acc', 'ref', 300, []]],
    ['201', 201, PAIR, {}, ['acc', 'ref', 300, []]],
    ['as text/html', 200, PAIR, { 'content-type': 'text/html' }, ['acc', 'ref', 300, []]],
    ['with a byte order mark', 200, `\uFEFF${JSON.stringify(PAIR)}`, {}, ['acc', 'ref', 300, []]],
    ['Bearer', 200, { ...PAIR, token_type: 'Bearer' }, {}, ['acc', 'ref', 300, []]],
    ['no token_type', 200, { ...PAIR, token_type: undefined }, {}, ['acc', 'ref', 300, ['token_type']]],
    ['mac', 200, { ...PAIR, token_type: 'mac' }, {}, ['acc', 'ref', 300, ['token_type']]],
    ['expires_in as text', 200, { ...PAIR, expires_in: '300' }, {}, ['acc', 'ref', 300, ['expires_in']]],
    ['expires_in 299.9', 200, { ...PAIR, expires_in: 299.9 }, {}, ['acc', 'ref', 299, []]],
    ['expires_in 0', 200, { ...PAIR, expires_in: 0 }, {}, ['acc', 'ref', null, ['expires_in']]],
    ['expires_in -1', 200, { ...PAIR, expires_in: -1 }, {}, ['acc', 'ref', null, ['expires_in']]],
    ['expires_in 1e300', 200, { ...PAIR, expires_in: 1e300 }, {}, ['acc', 'ref', null, ['expires_in']]],
    ['expires_in "soon"', 200, { ...PAIR, expires_in: 'soon' }, {}, ['acc', 'ref', null, ['expires_in']]],
    ['no expires_in', 200, { ...PAIR, expires_in: undefined }, {}, ['acc', 'ref', null, ['expires_in']]],
    ['no refresh_token', 200, { ...PAIR, refresh_token: undefined }, {}, ['acc', null, 300, ['refresh_token']]],
    ['refresh_token null', 200, { ...PAIR, refresh_token: null }, {}, ['acc', null, 300, ['refresh_token']]],
    ['refresh_token ""', 200, { ...PAIR, refresh_token: '' }, {}, ['acc', null, 300, ['refresh_token']]],
    ['an error beside it', 200, { ...PAIR, error: 'invalid_grant' }, {}, ['acc', 'ref', 300, []]],
    ['gzip', 200, gzipSync(JSON.stringify(PAIR)), { 'content-encoding': 'gzip' }, ['acc', 'ref', 300, []]],
  ])('%s', (_name, status, body, headers, expected) => {
    expect(revealed(status, body, headers)).toEqual(expected);
  });

  test('whose end is missing behind whole JSON still holds the only living token', () => {
    expect(revealed(200, PAIR, {}, false)).toEqual(['acc', 'ref', 300, []]);
  });

  test('shows its tokens nowhere but in their secrets', () => {
    const outcome = read(200, {
      ...PAIR,
      id_token: 'idt',
      requested_by_id: 'u1',
      refresh_token_expires_in: 9,
      nested: { accessToken: 'acc' },
      long: 'x'.repeat(300),
    });
    expect(outcome.kind === 'tokens' && outcome.body).toEqual({
      expires_in: 300,
      token_type: 'bearer',
      requested_by_id: 'u1',
      refresh_token_expires_in: 9,
    });
    for (const text of [inspect(outcome, { depth: 9, showHidden: true }), JSON.stringify(outcome)]) {
      expect(text).not.toMatch(/\bacc\b|\bref\b|idt/);
    }
  });
});

describe('everything else', () => {
  const html = '<html><body>invalid_grant acc</body></html>';
  test.each([
    ['invalid_grant as 400', 400, { error: 'invalid_grant' }, 'invalid-grant'],
    ['invalid_grant as 401', 401, { error: 'invalid_grant' }, 'invalid-grant'],
    ['invalid_client as 400', 400, { error: 'invalid_client' }, 'invalid-client'],
    ['invalid_client as 401', 401, { error: 'invalid_client', error_description: 'x' }, 'invalid-client'],
    ['invalid_grant as 500', 500, { error: 'invalid_grant' }, 'unknown'],
    ['invalid_grant as 403', 403, { error: 'invalid_grant' }, 'unknown'],
    ['invalid_grant as 200', 200, { error: 'invalid_grant' }, 'unknown'],
    ['invalid_grant in a list', 400, [{ error: 'invalid_grant' }], 'unknown'],
    ['another error', 400, { error: 'unauthorized_client' }, 'unknown'],
    ['an error of its own', 400, { error: 'acc' }, 'unknown'],
    ['HTML as 400', 400, html, 'unknown'],
    ['HTML as 200', 200, html, 'unknown'],
    ['empty 200', 200, '', 'unknown'],
    ['empty 204', 204, '', 'unknown'],
    ['null', 200, 'null', 'unknown'],
    ['no token that is a text', 200, { ...PAIR, access_token: 7, refresh_token: '' }, 'unknown'],
    ['tokens of a redirect', 302, PAIR, 'unknown'],
    ['tokens of a 500', 500, PAIR, 'unknown'],
    ['503', 503, '', 'unknown'],
  ])('%s', (_name, status, body, kind) => {
    const outcome = read(status, body);
    expect(outcome.kind).toBe(kind);
    expect(JSON.stringify(outcome)).not.toContain('acc"');
    if (outcome.kind === 'unknown') expect(outcome.why).toMatch(/^status \d{3}, [\w ]+$/);
  });

  test('half an answer is no answer', () => {
    const half = JSON.stringify(PAIR).slice(0, 40);
    expect(read(200, half, {}, false)).toEqual({ kind: 'unknown', why: 'status 200, no JSON, cut off' });
  });

  test.each([
    ['HTML as 200', 200, html, true],
    ['an empty 204', 204, '', true],
    ['JSON without tokens', 200, { status: 'ok' }, true],
    ['a list', 200, [PAIR], true],
    ['a redirect', 302, '', true],
    ['HTML as 403', 403, html, true],
    ['a time-out', 408, html, false],
    ['too early', 425, html, false],
    ['an outage', 503, html, false],
  ])('%s (%s): is it a refusal in an unknown form?', (_name, status, body, refused) => {
    expect(read(status, body)).toEqual({ kind: 'unknown', why: expect.any(String), ...(refused && { refused }) });
  });

  test('429 says when to come back', () => {
    const later = new Date(NOW + 90_000).toUTCString();
    expect(read(429, html, { 'retry-after': '7' })).toEqual({ kind: 'rate-limited', retryAfterSeconds: 7 });
    expect(read(429, '', { 'retry-after': later })).toEqual({ kind: 'rate-limited', retryAfterSeconds: 90 });
    expect(read(429, '')).toEqual({ kind: 'rate-limited', retryAfterSeconds: null });
  });

  const ODD_TEXTS = ['a\r\nX-Evil: 1', 'a b', 'tab\t', 'del\x7f', 'é', '\0'];
  const ODD_VALUES = ['', null, undefined, 12345678, 0, true, false, ['acc'], [], {}, { token: 'acc' }];
  test.each([...ODD_TEXTS.map((text) => [text, text]), ...ODD_VALUES.map((value) => [value, ''])])(
    'the access token %j is known as odd, lives for seconds, and its refresh token is kept',
    (accessToken, kept) => {
      expect(revealed(200, { ...PAIR, access_token: accessToken })).toEqual([kept, 'ref', 10, ['access_token']]);
    },
  );

  test('not sent, and sent without an answer', () => {
    expect(readTokenAnswer({ kind: 'not-sent', why: 'too late' }, NOW)).toEqual({
      kind: 'not-sent',
      why: 'too late',
    });
    expect(readTokenAnswer({ kind: 'failed', why: 'ECONNRESET' }, NOW)).toEqual({
      kind: 'unknown',
      why: 'ECONNRESET',
    });
  });
});

test.each([
  ['0', 0],
  [' 12 ', 12],
  ['3600', 3600],
  ['3601', null],
  ['99999999', null],
  ['9'.repeat(40), null],
  ['Fri, 02 Jan 2026 03:03:05 GMT', 0],
  ['Fri, 02 Jan 2026 03:05:05 GMT', 60],
  ['Sat, 03 Jan 2099 03:05:05 GMT', null],
  ['-1', null],
  ['1.5', null],
  ['tomorrow', null],
  ['2026-01-02', null],
  ['', null],
  [undefined, null],
])('Retry-After %s is %s', (header, seconds) => {
  expect(retryAfterSeconds(header, NOW)).toBe(seconds);
});
