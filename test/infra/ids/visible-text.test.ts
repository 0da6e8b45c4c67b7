import { describe, expect, test } from '@jest/globals';
import { hasInvisible, toVisibleName, whyNotName } from '../../../src/infra/ids/visible-text.js';

const INVISIBLE: readonly [string, string][] = [
  ['a NUL', '\0'],
  ['a tab', '\t'],
  ['a line feed', '\n'],
  ['NEL', '\u0085'],
  ['a soft hyphen', '\u00ad'],
  ['the combining grapheme joiner', '\u034f'],
  ['the Arabic letter mark', '\u061c'],
  ['a Hangul filler', '\u115f'],
  ['another Hangul filler', '\u3164'],
  ['a halfwidth Hangul filler', '\uffa0'],
  ['a Khmer inherent vowel', '\u17b4'],
  ['the Mongolian vowel separator', '\u180e'],
  ['a zero-width space', '\u200b'],
  ['a zero-width joiner', '\u200d'],
  ['a right-to-left mark', '\u200f'],
  ['the line separator', '\u2028'],
  ['the paragraph separator', '\u2029'],
  ['a direction override', '\u202e'],
  ['a direction isolate', '\u2067'],
  ['the word joiner', '\u2060'],
  ['the empty Braille pattern', '\u2800'],
  ['the object replacement character', '\ufffc'],
  ['the musical null notehead', '\u{1d159}'],
  ['the blank Egyptian hieroglyph', '\u{13441}'],
  ['its narrow form', '\u{13442}'],
  ['the Khitan filler', '\u{16fe4}'],
  ['a non-joiner', '\u200c'],
  ['a variation selector', '\ufe0f'],
  ['a variation selector of plane 14', '\u{e0101}'],
  ['a tag character', '\u{e0041}'],
  ['the byte order mark', '\ufeff'],
  ['a musical format character', '\u{1d173}'],
  ['a private-use character', '\ue000'],
  ['an unassigned code point', '\u0378'],
  ['a non-character', '\uffff'],
  ['half of a surrogate pair', '\ud800'],
];

describe('a name', () => {
  test.each(INVISIBLE)('may not contain %s, anywhere in it', (_name, character) => {
    for (const text of [character, `default${character}`, `${character}default`, `def${character}ault`]) {
      expect(hasInvisible(text)).toBe(true);
      expect(whyNotName(text)).toBe('must have 1 to 100 characters that can be seen, and no invisible ones');
    }
  });

  test.each([
    ['nothing', ''],
    ['a space', ' '],
    ['no-break spaces', '\u00a0\u00a0'],
    ['ideographic spaces', '\u3000'],
    ['a combining accent alone', '\u0301'],
  ])('may not be %s', (_name, text) => {
    expect(whyNotName(text)).toBeDefined();
  });

  test.each(['x', 'Zoë Ltd', 'Müller & Söhne GmbH', '株式会社　青木', 'شركة', '🗝', 'Acme (UK)', '100', 'e\u0301'])(
    'may be %s',
    (text) => {
      expect(whyNotName(text)).toBeUndefined();
    },
  );

  test.each([
    ['a Persian word with a non-joiner', 'می\u200cخواهم'],
    ['a heart of emoji presentation', 'Acme \u2764\ufe0f'],
    ['a keycap', '1\ufe0f\u20e3'],
    ['a family', '👨\u200d👩\u200d👧 Ltd'],
    ['a flag of tag characters', '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}'],
  ])('may contain a character of the list where it can be seen, and keeps it: %s', (_name, text) => {
    expect(whyNotName(text)).toBeUndefined();
    expect(toVisibleName(text, 500)).toBe(text);
  });

  test.each([
    ['a non-joiner after a letter that does not join', 'دا\u200cد'],
    ['two non-joiners', 'می\u200c\u200cخواهم'],
    ['a variation selector after a digit', '1\ufe0f'],
    ['a joiner behind an emoji', '👨\u200d'],
    ['two variation selectors', '\u2764\ufe0f\ufe0f'],
  ])('may not contain it where it changes nothing: %s', (_name, text) => {
    expect(hasInvisible(text)).toBe(true);
  });

  test.each(['default ', ' default', 'default\u00a0', 'default\u3000', 'a  b', 'a \u00a0b'])(
    'has single spaces between its words only: %j',
    (text) => {
      expect(whyNotName(text)).toBe('must not begin or end with a space, or have two spaces in a row');
    },
  );

  test('is counted in code points, up to the limit that is asked for', () => {
    expect(whyNotName('🗝'.repeat(5), 5)).toBeUndefined();
    expect(whyNotName('🗝'.repeat(6), 5)).toMatch(/^must have 1 to 5 characters/);
  });
});

describe('a name from another system', () => {
  test.each(INVISIBLE.filter(([name]) => !/^half|tab|feed|NEL|separator$/.test(name)))(
    'loses %s and keeps the rest',
    (_name, character) => {
      expect(toVisibleName(`${character}Ac${character}me${character}`, 500)).toBe('Acme');
    },
  );

  test.each<[string, unknown, string | undefined]>([
    ['white space of any kind becomes one space', ' Acme\t\n \u2028 Ltd\u00a0 ', 'Acme Ltd'],
    ['half of a surrogate pair is replaced', 'Ac\ud800me', 'Ac\ufffdme'],
    ['a name that shows nothing is none', '\u3164\u2800 \u202e', undefined],
    ['a number is none', 7, undefined],
    ['a missing name is none', undefined, undefined],
    ['a long one is cut at a code point', '🗝'.repeat(600), '🗝'.repeat(500)],
  ])('%s', (_name, value, expected) => {
    expect(toVisibleName(value, 500)).toBe(expected);
  });
});
