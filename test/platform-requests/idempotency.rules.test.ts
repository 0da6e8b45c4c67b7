import { expect, test } from '@jest/globals';
import { decideRepeated, platformIdOf, requestHash } from '../../src/platform-requests/idempotency.rules.js';

test('an id for the platform has 32 hex digits and differs with workspace, link and key', () => {
  const ids = [
    platformIdOf('w', 'l', 'key-of-mine'),
    platformIdOf('w2', 'l', 'key-of-mine'),
    platformIdOf('w', 'l2', 'key-of-mine'),
    platformIdOf('w', 'l', 'key-of-yours'),
    platformIdOf('wl', '', 'key-of-mine'),
  ];
  expect(new Set(ids).size).toBe(5);
  expect(ids.every((id) => /^[0-9a-f]{32}$/.test(id))).toBe(true);
  expect(platformIdOf('w', 'l', 'key-of-mine')).toBe(ids[0]);
});

test('requests differ by method, path and body, and their parts are not confused', () => {
  const hashes = [
    requestHash('POST', '/a', Buffer.from('b')),
    requestHash('PUT', '/a', Buffer.from('b')),
    requestHash('POST', '/ab', Buffer.from('')),
    requestHash('POST', '/a', Buffer.from('c')),
  ];
  expect(new Set(hashes.map((hash) => hash.toString('hex'))).size).toBe(4);
});

const first = { state: 'SENT', same: true, repeatable: false, abandoned: false } as const;
test.each([
  [{ ...first }, 'in-use'],
  [{ ...first, repeatable: true }, 'in-use'],
  [{ ...first, abandoned: true }, 'unknown'],
  [{ ...first, abandoned: true, repeatable: true }, 'send-again'],
  [{ ...first, state: 'UNKNOWN' }, 'unknown'],
  [{ ...first, state: 'UNKNOWN', repeatable: true }, 'send-again'],
  [{ ...first, state: 'ANSWERED' }, 'answered'],
  [{ ...first, state: 'ANSWERED', same: false }, 'reused'],
  [{ ...first, same: false }, 'reused'],
  [{ ...first, state: 'UNKNOWN', same: false, repeatable: true }, 'reused'],
] as const)('%j: %s', (ledger, expected) => {
  expect(decideRepeated(ledger)).toBe(expected);
});
