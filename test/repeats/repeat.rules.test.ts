import { describe, expect, test } from '@jest/globals';
import {
  decideRepeat,
  isIdempotencyKey,
  keyHash,
  readKey,
  requestHash,
  toKept,
} from '../../src/repeats/repeat.rules.js';

test.each([
  ['12345678', true],
  ['x'.repeat(200), true],
  ['with a space', true],
  ['1234567', false],
  ['x'.repeat(201), false],
  ['12345678\n', false],
  ['123456é8', false],
])('%p as a key: %p', (key, expected) => {
  expect(isIdempotencyKey(key)).toBe(expected);
});

const BOTH = 'The header `Idempotency-Key` and `extensions.idempotencyKey` differ. Send one of them.';
const MALFORMED = 'An idempotency key must have 8 to 200 printable ASCII characters.';

test.each([
  ['no key', undefined, undefined, {}],
  ['an extension that is null', undefined, null, {}],
  ['a header', 'header-1', undefined, { key: 'header-1' }],
  ['an extension', undefined, 'extension-1', { key: 'extension-1' }],
  ['both, equal', 'the-same', 'the-same', { key: 'the-same' }],
  ['both, different', 'header-1', 'extension-1', { why: BOTH }],
  ['an empty header', '', undefined, { why: MALFORMED }],
  ['an empty extension', undefined, '', { why: MALFORMED }],
  ['a number', undefined, 12345678, { why: MALFORMED }],
  ['an object', undefined, { key: 'extension-1' }, { why: MALFORMED }],
  ['a short header', 'short', undefined, { why: MALFORMED }],
])('the key of a request with %s', (_what, header, extension, expected) => {
  expect(readKey(header, extension)).toEqual(expected);
});

describe('requests with one key', () => {
  const body = { apiKeyId: 'a', query: 'mutation { x }', operationName: undefined, variables: { i: { n: 1 } } };

  test.each<[string, object, boolean]>([
    ['the same', {}, true],
    ['no operation name as null', { operationName: null }, true],
    ['another API key', { apiKeyId: 'b' }, false],
    ['another document', { query: 'mutation { y }' }, false],
    ['another operation', { operationName: 'A' }, false],
    ['other variables', { variables: { i: { n: 2 } } }, false],
    ['no variables', { variables: undefined }, false],
    ['what belongs to the document in the API key', { apiKeyId: 'a["mutation { x }"', query: '' }, false],
  ])('%s', (_what, more, same) => {
    expect(requestHash({ ...body, ...more }) === requestHash(body)).toBe(same);
  });

  test('are answered with the first answer if they are the same, and refused otherwise', () => {
    const hash = requestHash(body);
    const kept = toKept(hash, '{"data":{"x":"a b"}}');
    expect(decideRepeat(kept, hash)).toEqual({ answer: '{"data":{"x":"a b"}}' });
    expect(decideRepeat(kept, requestHash({ ...body, variables: {} }))).toBe('reused');
    expect(keyHash('key-of-mine').equals(keyHash('key-of-mine'))).toBe(true);
    expect(keyHash('key-of-mine').equals(keyHash('key-of-yours'))).toBe(false);
  });
});
