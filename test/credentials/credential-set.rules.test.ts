import { describe, expect, test } from '@jest/globals';
import {
  type CredentialValues,
  checkCredentials,
  type KnownSet,
  notApplicable,
  planSave,
} from '../../src/credentials/credential-set.rules.js';
import { Secret } from '../../src/infra/secrets/secret.js';
import { sageDefinition as sage } from '../../src/providers/sage/sage.definition.js';

const fieldsOf = (version: string) => sage.options.find((one) => one.apiVersion === version)?.fields ?? [];
const reasons = (values: CredentialValues, version = '3.1') =>
  checkCredentials(fieldsOf(version), values).map(({ field, reason }) => [field, reason]);
const withClientId = (clientId: string) => reasons({ clientId, clientSecret: new Secret('s') });
const withSecret = (secret: string) => reasons({ clientId: 'x', clientSecret: new Secret(secret) });

/** `9-d 20` stands for U+0009 to U+000D and U+0020. */
const codePoints = (list: string): number[] =>
  list.split(/\s+/).flatMap((range) => {
    const [first = 0, last = first] = range.split('-').map((hex) => Number.parseInt(hex, 16));
    return Array.from({ length: last - first + 1 }, (_, offset) => first + offset);
  });
const named = (code: number): [string, string] => [
  `U+${code.toString(16).toUpperCase().padStart(4, '0')}`,
  String.fromCodePoint(code),
];
/** The character alone, before, within and after a key. */
const places = (character: string) => [character, `${character}ab`, `a${character}b`, `ab${character}`];

describe('white space in a key', () => {
  const all = codePoints('9-d 20 85 a0 1680 2000-200a 2028 2029 202f 205f 3000');

  test('is these 25 characters', () => {
    expect(all).toHaveLength(25);
  });

  test.each(all.map(named))('is refused wherever it stands: %s', (_name, character) => {
    for (const key of places(character)) expect(withClientId(key)).toEqual([['clientId', 'CONTAINS_WHITESPACE']]);
  });
});

describe('a character that cannot be seen', () => {
  const kinds: Record<string, string> = {
    'NUL and the control characters': '0-8 e-1f 7f-84 86-9f',
    'the soft hyphen and the grapheme joiner': 'ad 34f',
    'zero-width characters and joiners': '200b-200d 2060-2064 180e',
    'direction marks, embeddings, overrides and isolates': '61c 200e 200f 202a-202e 2066-2069 206a-206f',
    'the byte order mark': 'feff',
    'variation selectors': '180b-180d 180f fe00-fe0f e0100 e01ef',
    'letters that show nothing': '115f 1160 17b4 17b5 3164 ffa0 2800',
    'annotation, musical and tag characters': 'fff9-fffb 1d173-1d17a e0001 e0020 e007f',
    'half a surrogate pair': 'd800 dbff dc00 dfff',
    'private use and characters that are none': 'e000 f8ff fffe ffff 10ffff',
  };

  test.each(Object.entries(kinds))('is refused wherever it stands: %s', (_kind, list) => {
    for (const [name, character] of codePoints(list).map(named)) {
      for (const key of places(character))
        expect([name, withClientId(key)]).toEqual([name, [['clientId', 'CONTAINS_INVISIBLE_CHARACTER']]]);
    }
  });
});

describe('a key', () => {
  test.each([
    ['every printable ASCII character', String.fromCharCode(...codePoints('21-7e'))],
    ['a slash, as v3.1 client ids have', '5f3e1a/9c7d-42b0'],
    ['letters of other scripts, also composed ones', 'ключ日本e\u0301'],
    ['characters beyond the first plane', '𝒳😀'],
    ['one character', 'x'],
    ['500 characters', 'x'.repeat(500)],
    ['500 characters of two units each', '😀'.repeat(500)],
  ])('may be %s', (_name, key) => {
    expect(withClientId(key)).toEqual([]);
    expect(withSecret(key)).toEqual([]);
  });

  test.each(['x', '😀'])('that is secret may have 2,048 characters, and that is none 500 (%s)', (character) => {
    expect(withSecret(character.repeat(2048))).toEqual([]);
    expect(withSecret(character.repeat(2049))).toEqual([['clientSecret', 'TOO_LONG']]);
    expect(withClientId(character.repeat(501))).toEqual([['clientId', 'TOO_LONG']]);
  });

  test('is too long with the whole of a large body', () => {
    expect(withClientId('x'.repeat(100_000))).toEqual([['clientId', 'TOO_LONG']]);
  });

  test('is missing when it is empty, and white space alone is not empty', () => {
    expect(withClientId('')).toEqual([['clientId', 'MISSING']]);
    expect(withClientId(' ')).toEqual([['clientId', 'CONTAINS_WHITESPACE']]);
  });

  test('that is not required may be left out or empty, and is checked when it is given', () => {
    const optional = fieldsOf('3.1').map((field) => ({ ...field, required: false }));
    expect(checkCredentials(optional, {})).toEqual([]);
    expect(checkCredentials(optional, { clientId: '', clientSecret: new Secret('') })).toEqual([]);
    expect(checkCredentials(optional, { clientId: 'a b' }).map(({ reason }) => reason)).toEqual([
      'CONTAINS_WHITESPACE',
    ]);
  });
});

describe('an answer', () => {
  const faulty = {
    clientId: 'not ours',
    clientSecret: new Secret('zero\u200Bwidth'),
    signingSecret: new Secret(''),
    subscriptionKey: new Secret('k'.repeat(2049)),
  };

  test('names every fault of every field at once, in the order of the form', () => {
    expect(checkCredentials(fieldsOf('3.0'), faulty)).toEqual([
      {
        field: 'clientId',
        reason: 'CONTAINS_WHITESPACE',
        message:
          'Client ID contains a space, a tab or a line break. Keys must not contain any. Copy it again without them.',
      },
      {
        field: 'clientSecret',
        reason: 'CONTAINS_INVISIBLE_CHARACTER',
        message:
          'Client secret contains an invisible character, which copying from a document may add. Copy it again from its source.',
      },
      {
        field: 'signingSecret',
        reason: 'MISSING',
        message: "Signing secret is empty. Copy it from your application's page in the platform's developer portal.",
      },
      {
        field: 'subscriptionKey',
        reason: 'TOO_LONG',
        message: 'Subscription key is longer than 2,048 characters. Copy it again from its source.',
      },
    ]);
  });

  test('names several faults of one field, and a line break once', () => {
    expect(withClientId(`a b\u200B${'x'.repeat(2048)}`)).toEqual([
      ['clientId', 'CONTAINS_WHITESPACE'],
      ['clientId', 'CONTAINS_INVISIBLE_CHARACTER'],
      ['clientId', 'TOO_LONG'],
    ]);
    expect(withClientId('a\r\nb')).toEqual([['clientId', 'CONTAINS_WHITESPACE']]);
  });

  test('about an option that the integration does not have names the option', () => {
    expect(notApplicable('sageV30')).toEqual({
      field: 'sageV30',
      reason: 'NOT_APPLICABLE',
      message:
        'This integration does not accept credentials of the kind sageV30. `credentialOptions` lists the kinds that it accepts.',
    });
  });
});

describe('a save', () => {
  const fingerprints = { clientSecret: 'c1', signingSecret: 's1' };
  const wanted = { apiVersion: '3.0', clientId: 'app', fingerprints };
  const saved: KnownSet = { id: 'set', status: 'CURRENT', ...wanted };

  test('makes a new set where nothing is saved', () => {
    expect(planSave([], wanted)).toEqual({ kind: 'create' });
  });

  test('of exactly the same keys changes nothing', () => {
    expect(planSave([saved], wanted)).toEqual({ kind: 'unchanged', setId: 'set' });
  });

  test('of one other secret for the same application renews that secret alone', () => {
    const renewed = { ...wanted, fingerprints: { ...fingerprints, signingSecret: 's2' } };
    expect(planSave([saved], renewed)).toEqual({ kind: 'renew', setId: 'set', fields: ['signingSecret'] });
  });

  test('of a secret that the set has not got yet sets that one', () => {
    const before = { ...saved, fingerprints: { clientSecret: 'c1' } };
    expect(planSave([before], wanted)).toEqual({ kind: 'renew', setId: 'set', fields: ['signingSecret'] });
  });

  test('of another client id makes a new set, even with the same secrets, and even if it differs in case only', () => {
    expect(planSave([saved], { ...wanted, clientId: 'other' })).toEqual({ kind: 'create' });
    expect(planSave([saved], { ...wanted, clientId: 'App' })).toEqual({ kind: 'create' });
  });

  test('of the same client id for another API version makes a new set', () => {
    expect(planSave([saved], { ...wanted, apiVersion: '3.1' })).toEqual({ kind: 'create' });
  });

  test('of a superseded application is that set again, with all its secrets set anew', () => {
    const current = { ...saved, id: 'other', clientId: 'other' };
    const superseded: KnownSet = { ...saved, status: 'SUPERSEDED' };
    expect(planSave([current, superseded], wanted)).toEqual({
      kind: 'renew',
      setId: 'set',
      fields: ['clientSecret', 'signingSecret'],
    });
  });
});
