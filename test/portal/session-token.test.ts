import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SignJWT, UnsecuredJWT } from 'jose';
import { readSession, signSession } from '../../src/portal/session-token.js';

const key = randomBytes(32);
const session = {
  workspaceId: '01890a5d-ac96-774b-bcce-b302099a8057',
  prefix: '7Qk3vZ1a',
  apiKeyId: '01890a5d-ac96-774b-bcce-b302099a8058',
};
const AT = new Date('2026-11-23T09:30:00Z');
const after = (seconds: number) => new Date(AT.getTime() + seconds * 1000);
const TWELVE_HOURS = 12 * 3600;
const { token, expiresAt } = await signSession(session, key, AT);

test('a session is read back for twelve hours and no longer', async () => {
  expect(expiresAt).toEqual(after(TWELVE_HOURS));
  expect(await readSession(token, key, AT)).toEqual({ session, expiresAt });
  expect(await readSession(token, key, after(TWELVE_HOURS - 1))).toEqual({ session, expiresAt });
  expect(await readSession(token, key, after(TWELVE_HOURS + 6))).toBeUndefined();
});

test('a session that was issued in the future is none, but for a difference of clocks', async () => {
  expect(await readSession(token, key, after(-5))).toEqual({ session, expiresAt });
  expect(await readSession(token, key, after(-6))).toBeUndefined();
  expect(await readSession(token, key, after(-10 * 365 * 86_400))).toBeUndefined();
});

test('a session of another installation is none', async () => {
  expect(await readSession(token, randomBytes(32), AT)).toBeUndefined();
});

test('a session with any one character changed, taken away or added is none', async () => {
  const changed = fc.tuple(fc.nat(token.length - 1), fc.constantFrom('A', 'b', '7', '_', '-', '.', '', 'AA'));
  await fc.assert(
    fc.asyncProperty(changed, async ([at, by]) => {
      const other = token.slice(0, at) + by + token.slice(at + 1);
      // The last character of a base64url text has bits that mean nothing: still the same signature.
      fc.pre(other !== token && at !== token.length - 1);
      expect(await readSession(other, key, AT)).toBeUndefined();
    }),
  );
  for (const other of ['', 'v1', 'v1..', '..', `${token}.x`, token.repeat(2)])
    expect(await readSession(other, key, AT)).toBeUndefined();
});

test('what a session says cannot be signed by moving the parts of another', async () => {
  const [header, , signature] = token.split('.');
  const { token: later } = await signSession(session, key, after(60));
  expect(await readSession([header, later.split('.')[1], signature].join('.'), key, AT)).toBeUndefined();
});

test('a token without signature, of another algorithm, or without its time is none', async () => {
  const unsigned = new UnsecuredJWT(session).setIssuedAt(AT).encode();
  const long = await new SignJWT(session).setProtectedHeader({ alg: 'HS512' }).setIssuedAt(AT).sign(key);
  const timeless = await new SignJWT(session).setProtectedHeader({ alg: 'HS256' }).sign(key);
  for (const other of [unsigned, long, timeless]) expect(await readSession(other, key, AT)).toBeUndefined();
});
