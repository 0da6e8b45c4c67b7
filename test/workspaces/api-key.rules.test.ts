import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  actorName,
  escalation,
  hashKey,
  makeKey,
  parseKey,
  SCOPES,
  type Scope,
} from '../../src/workspaces/api-key.rules.js';

const WORKSPACE = '01890a5d-ac96-774b-bcce-b302099a8057';
const ALPHABET = [...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'];
const uuid = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) =>
  Buffer.from(bytes)
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
);

/** The checksum as documented, computed another way: CRC32 in base 62, six digits. */
function sealed(body: string): string {
  let [rest, text] = [crc32(body), ''];
  for (let i = 0; i < 6; i++) {
    text = ALPHABET[rest % 62] + text;
    rest = Math.floor(rest / 62);
  }
  return body + text;
}

describe('an API key', () => {
  test('is ll_, eight characters to know it by, and 71 that hold workspace, secret and checksum', () => {
    const { key, prefix, hash } = makeKey(WORKSPACE);
    expect(key).toMatch(/^ll_[0-9A-Za-z]{8}_[0-9A-Za-z]{71}$/);
    expect([key.slice(3, 11), key.length]).toEqual([prefix, 83]);
    expect(sealed(key.slice(0, -6))).toBe(key);
    expect([hash, hashKey(key)]).toEqual(Array(2).fill(createHash('sha256').update(key).digest()));
  });

  test('names its workspace, whichever that is', () => {
    fc.assert(
      fc.property(uuid, (workspaceId) => {
        const { key, prefix } = makeKey(workspaceId);
        expect(parseKey(key)).toEqual({ prefix, workspaceId });
      }),
    );
    for (const workspaceId of ['00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff'])
      expect(parseKey(makeKey(workspaceId).key)?.workspaceId).toBe(workspaceId);
  });

  test('is never made twice', () => {
    const made = Array.from({ length: 2000 }, () => makeKey(WORKSPACE));
    expect(new Set(made.map(({ key }) => key)).size).toBe(2000);
    expect(new Set(made.map(({ prefix }) => prefix)).size).toBe(2000);
  });

  test('is not one any more when any single character is another', () => {
    const character = fc.oneof(
      fc.constantFrom(...ALPHABET, '_', '-', ' ', 'é'),
      fc.string({ minLength: 1, maxLength: 1 }),
    );
    fc.assert(
      fc.property(fc.nat(82), character, (place, other) => {
        const { key } = makeKey(WORKSPACE);
        fc.pre(key[place] !== other);
        expect([key, place, parseKey(key.slice(0, place) + other + key.slice(place + 1))]).toEqual([
          key,
          place,
          undefined,
        ]);
      }),
      { numRuns: 3000 },
    );
  });

  test('is not one any more when characters are swapped, left out or added', () => {
    fc.assert(
      fc.property(fc.integer({ min: 12, max: 80 }), fc.constantFrom(...ALPHABET), (place, more) => {
        const { key } = makeKey(WORKSPACE);
        const [head, tail] = [key.slice(0, place), key.slice(place)];
        const swapped = head + tail[1] + tail[0] + tail.slice(2);
        for (const wrong of [head + tail.slice(1), head + more + tail, ...(swapped === key ? [] : [swapped])])
          expect([key, wrong, parseKey(wrong)]).toEqual([key, wrong, undefined]);
      }),
    );
  });

  const { key } = makeKey(WORKSPACE);
  test.each([
    ['nothing', ''],
    ['its prefix alone', key.slice(0, 11)],
    ['white space before', ` ${key}`],
    ['a line break behind', `${key}\n`],
    ['other letters', key.toUpperCase()],
    ['another mark', key.replace('ll_', 'lk_')],
    ['two of them', key + key],
    // 62^22 is more than 2^128: the checksum is right, the workspace is none.
    ['a workspace beyond all uuids', sealed(`ll_${'0'.repeat(8)}_${'z'.repeat(22)}${'0'.repeat(43)}`)],
  ])('is not %s', (_name, wrong) => {
    expect(parseKey(wrong)).toBeUndefined();
  });
});

test('a key is named by its name and prefix', () => {
  expect(actorName('default', '7Qk3vZ1a')).toBe('default (ll_7Qk3vZ1a)');
});

test.each<[readonly Scope[], readonly Scope[], readonly Scope[]]>([
  [SCOPES, SCOPES, []],
  [SCOPES, [], []],
  [[], ['AUDIT_READ'], ['AUDIT_READ']],
  [['API_KEYS_WRITE'], ['AUDIT_READ', 'API_KEYS_WRITE', 'TOKENS_ISSUE'], ['AUDIT_READ', 'TOKENS_ISSUE']],
  [['INTEGRATIONS_WRITE'], ['INTEGRATIONS_READ'], ['INTEGRATIONS_READ']],
])('a key with %j that hands on %j goes too far by %j', (own, wanted, beyond) => {
  expect(escalation(new Set(own), wanted)).toEqual(beyond);
});
