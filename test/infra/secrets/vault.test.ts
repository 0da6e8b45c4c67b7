import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { CompactEncrypt, decodeProtectedHeader } from 'jose';
import { generateKeyEntry, openKeyRing, whyNotKeyRing } from '../../../src/infra/secrets/key-ring.js';
import { Secret } from '../../../src/infra/secrets/secret.js';
import { type SealBinding, Vault } from '../../../src/infra/secrets/vault.js';

const PLAIN = 'qx-canary-of-the-vault';
const HOME: SealBinding = { workspace: 'w1', table: 'credential_secret', row: 'r1', column: 'clientSecret' };
const key = (name: string, byte: number) => `${name}:${Buffer.alloc(32, byte).toString('base64')}`;
const OLD = key('old', 1);
const NEW = key('new', 2);

const vaultOf = async (ring: string) => new Vault(await openKeyRing(ring));
const sealed = async (ring = OLD, text = PLAIN) => (await vaultOf(ring)).seal(new Secret(text), HOME);

/** What opening answers: the text, or the typed refusal, which must hold nothing of it. */
async function opening(value: string, ring = OLD, binding = HOME): Promise<string> {
  try {
    return (await (await vaultOf(ring)).open(value, binding)).reveal();
  } catch (error) {
    const { name, code, message, stack, cause } = error as Error & { code: string };
    expect({ name, code, cause }).toEqual({
      name: 'DecryptionFailed',
      code: 'DECRYPTION_FAILED',
      cause: undefined,
    });
    for (const part of [PLAIN, Buffer.from(PLAIN).toString('base64'), Buffer.alloc(32, 1).toString('base64')])
      expect(`${message} ${stack}`).not.toContain(part);
    return message;
  }
}
const ALTERED = 'altered, cut or not a sealed value';
const ELSEWHERE = 'sealed for another place';
const UNKNOWN_KEY = 'sealed by a key that is not in the ring';

describe('a sealed value', () => {
  test.each([['x'], [PLAIN], ['\uFEFF\u0000'], ['𝒳'.repeat(2048)], ['']])(
    'opens to exactly what was sealed',
    async (text) => {
      expect(await opening(await sealed(OLD, text))).toBe(text);
    },
  );

  test('is a JWE that names its key and its place, and holds nothing to read', async () => {
    const value = await sealed();
    expect(value).toMatch(/^[\w-]+\.\.[\w-]{16}\.[\w-]+\.[\w-]{22}$/);
    expect(decodeProtectedHeader(value)).toEqual({
      alg: 'dir',
      enc: 'A256GCM',
      kid: 'old',
      'ledgerlink.binding': '["w1","credential_secret","r1","clientSecret"]',
      crit: ['ledgerlink.binding'],
    });
  });

  test('never looks the same twice', async () => {
    const vault = await vaultOf(OLD);
    const values = await Promise.all(Array.from({ length: 50 }, () => vault.seal(new Secret(PLAIN), HOME)));
    expect(new Set(values.map((value) => value.split('.')[2])).size).toBe(50);
  });
});

describe('a ring of two keys', () => {
  test('seals with the first and opens what either has sealed', async () => {
    const [before, after] = [await sealed(OLD), await sealed(`${NEW},${OLD}`)];
    expect(decodeProtectedHeader(after).kid).toBe('new');
    for (const ring of [`${NEW},${OLD}`, `${OLD}, ${NEW}`])
      expect([await opening(before, ring), await opening(after, ring)]).toEqual([PLAIN, PLAIN]);
  });

  test('without the key that sealed does not open, and another key under its name does not either', async () => {
    expect(await opening(await sealed(OLD), NEW)).toBe(UNKNOWN_KEY);
    expect(await opening(await sealed(OLD), key('old', 3))).toBe(ALTERED);
  });
});

describe('a value copied to another place', () => {
  test.each([
    ['another workspace', { workspace: 'w2' }],
    ['the installation', { workspace: 'installation' }],
    ['another table', { table: 'link_token' }],
    ['another row', { row: 'r2' }],
    ['another field', { column: 'signingSecret' }],
    // Joined without care, these would be the same place.
    ['a place that reads alike', { row: 'r1","clientSecret', column: '' }],
  ])('does not open: %s', async (_where, change) => {
    expect(await opening(await sealed(), OLD, { ...HOME, ...change })).toBe(ELSEWHERE);
  });
});

describe('a value that was tampered with', () => {
  test('does not open with any single bit flipped, wherever it is', async () => {
    const value = await sealed();
    const parts = value.split('.');
    for (const [part, text] of parts.entries()) {
      const bytes = Buffer.from(text, 'base64url');
      for (let bit = 0; bit < bytes.length * 8; bit += part === 0 ? 7 : 1) {
        const flipped = Buffer.from(bytes);
        flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
        const altered = parts.with(part, flipped.toString('base64url')).join('.');
        expect([ALTERED, UNKNOWN_KEY]).toContain(await opening(altered));
      }
    }
  });

  test('does not open when it is cut, emptied or longer', async () => {
    const value = await sealed();
    for (let length = 0; length < value.length; length++)
      expect([length, await opening(value.slice(0, length))]).toEqual([length, ALTERED]);
    for (const other of [`${value}A`, `${value}.`, `${value}${value}`, PLAIN, '{}', '....', '\u0000'])
      expect(await opening(other)).toBe(ALTERED);
  });

  const header = (change: object) => ({
    alg: 'dir',
    enc: 'A256GCM',
    kid: 'old',
    'ledgerlink.binding': JSON.stringify(['w1', 'credential_secret', 'r1', 'clientSecret']),
    crit: ['ledgerlink.binding'],
    ...change,
  });
  const encode = (text: string) => Buffer.from(text).toString('base64url');

  test.each([
    ['none', header({ alg: 'none' })],
    ['a wrapped key', header({ alg: 'A256KW' })],
    ['a password', header({ alg: 'PBES2-HS512+A256KW', p2c: 1, p2s: 'AAAA' })],
    ['a shorter cipher', header({ enc: 'A128GCM' })],
    ['a cipher without authentication', header({ enc: 'A256CBC' })],
    ['compression', header({ zip: 'DEF' })],
    ['no mark of the binding', header({ crit: undefined })],
    ['a mark that nobody knows', header({ crit: ['ledgerlink.binding', 'more'], more: 1 })],
  ])('does not open under a header that says %s', async (_what, changed) => {
    const [, ...rest] = (await sealed()).split('.');
    expect(await opening([encode(JSON.stringify(changed)), ...rest].join('.'))).toBe(ALTERED);
  });

  test('does not open when its key id is unknown, missing, or a name that objects have', async () => {
    const [, ...rest] = (await sealed()).split('.');
    for (const kid of ['other', '', undefined, '__proto__', 'constructor', 7])
      expect(await opening([encode(JSON.stringify(header({ kid }))), ...rest].join('.'))).toBe(UNKNOWN_KEY);
  });

  test('does not open without a binding, though the right key sealed it', async () => {
    const ring = await openKeyRing(OLD);
    const unbound = await new CompactEncrypt(Buffer.from(PLAIN))
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: 'old' })
      .encrypt(ring.keys.get('old') ?? new Uint8Array());
    expect(await opening(unbound)).toBe(ELSEWHERE);
  });
});

describe('a key ring', () => {
  const good = randomBytes(32).toString('base64');
  const SHAPE = 'is not `name:base64 of 32 bytes` (make one with `npm run cli -- keys generate`)';

  test.each([
    ['one key', `a:${good}`],
    ['several, with spaces after the commas', `a:${good}, b:${good}`],
    ['a generated key', generateKeyEntry('2026-01-01')],
    ['a name of 32 characters', `${'n'.repeat(32)}:${good}`],
  ])('may be %s', (_what, text) => {
    expect(whyNotKeyRing(text)).toBeUndefined();
  });

  test.each([
    ['is empty', '', `entry 1 ${SHAPE}`],
    ['is white space', ' ', `entry 1 ${SHAPE}`],
    ['has a key without a name', good, `entry 1 ${SHAPE}`],
    ['has an empty name', `:${good}`, `entry 1 ${SHAPE}`],
    ['has a name with a space', `a b:${good}`, `entry 1 ${SHAPE}`],
    ['has a name of 33 characters', `${'n'.repeat(33)}:${good}`, `entry 1 ${SHAPE}`],
    ['has a key of 31 bytes', `a:${randomBytes(31).toString('base64')}`, `entry 1 ${SHAPE}`],
    ['has a key of 33 bytes', `a:${randomBytes(33).toString('base64')}`, `entry 1 ${SHAPE}`],
    ['has a key with a letter too many', `a:A${good}`, `entry 1 ${SHAPE}`],
    ['has a key in hex', `a:${randomBytes(32).toString('hex')}`, `entry 1 ${SHAPE}`],
    ['has a short second key', `a:${good},b:AAAA`, `entry 2 ${SHAPE}`],
    ['ends in a comma', `a:${good},`, `entry 2 ${SHAPE}`],
    ['has one name twice', `a:${good},b:${good},a:${good}`, 'entry 3 has the name of an earlier entry'],
  ])('is refused by position, without its text, when it %s', (_what, text, reason) => {
    expect(whyNotKeyRing(text)).toBe(reason);
  });

  test('entry that is generated is named after its day and new each time', () => {
    const entries = Array.from({ length: 20 }, () => generateKeyEntry('2026-01-01'));
    for (const entry of entries) expect(entry).toMatch(/^k20260101[0-9a-f]{4}:[A-Za-z0-9+/]{43}=$/);
    expect(new Set(entries.map((entry) => entry.split(':')[1])).size).toBe(20);
  });
});
