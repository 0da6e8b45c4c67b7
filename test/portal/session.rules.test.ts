import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readSession, signSession } from '../../src/portal/session.rules.js';

const key = randomBytes(32);
const session = {
  workspaceId: '01890a5d-ac96-774b-bcce-b302099a8057',
  prefix: '7Qk3vZ1a',
  apiKeyId: '01890a5d-ac96-774b-bcce-b302099a8058',
  expiresAt: 1_000_000,
};
const token = signSession(session, key);

test('a session is read back until its end, and not at it', () => {
  expect(readSession(token, key, 999_999)).toEqual(session);
  expect(readSession(token, key, 1_000_000)).toBeUndefined();
});

test('a session of another installation is none', () => {
  expect(readSession(token, randomBytes(32), 0)).toBeUndefined();
});

test('a session with any one character changed, taken away or added is none', () => {
  const changed = fc.tuple(fc.nat(token.length - 1), fc.constantFrom('A', 'b', '7', '_', '-', '.', '', 'AA'));
  fc.assert(
    fc.property(changed, ([at, by]) => {
      const other = token.slice(0, at) + by + token.slice(at + 1);
      // The last character of a base64url text has bits that mean nothing: still the same signature.
      fc.pre(other !== token && at !== token.length - 1);
      expect(readSession(other, key, 0)).toBeUndefined();
    }),
  );
  for (const other of ['', 'v1', 'v1..', `v2${token.slice(2)}`, `${token}.x`, token.repeat(2)])
    expect(readSession(other, key, 0)).toBeUndefined();
});

test('what a session says cannot be signed by moving the parts of another', () => {
  const [, said, signed] = token.split('.');
  const longer = signSession({ ...session, expiresAt: 9_000_000 }, key).split('.')[1];
  expect(readSession(`v1.${longer}.${signed}`, key, 0)).toBeUndefined();
  expect(readSession(`v1.${said}.${signed}`, key, 0)).toEqual(session);
});
