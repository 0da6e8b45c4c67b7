/**
 * Characters that show nothing, white space apart: control, format (zero-width, direction marks, soft hyphen), unpaired
 * surrogates, private use, unassigned; what Unicode lists as default-ignorable (Hangul fillers, variation selectors);
 * the line and paragraph separators; and some that are on none of these lists: the empty Braille pattern, the Khitan
 * filler, the object replacement character, the blank Egyptian hieroglyphs and the musical null notehead.
 * Source: Unicode Standard Annex 44, General_Category and Default_Ignorable_Code_Point.
 */
const INVISIBLE =
  '[[\\p{C}\\p{Zl}\\p{Zp}\\p{Default_Ignorable_Code_Point}\\u2800\\u{16fe4}\\ufffc\\u{13441}\\u{13442}\\u{1d159}]--\\p{Zs}]';
/**
 * Letters that take another form when one follows, and letters that make the one before them do so.
 * Source: ArabicShaping.txt of the Unicode Character Database, U+0620 to U+06FF.
 */
const JOINS_NEXT =
  '[\\u0620\\u0626\\u0628\\u062a-\\u062e\\u0633-\\u063f\\u0641-\\u0647\\u0649\\u064a\\u066e\\u066f\\u0678-\\u0687\\u069a-\\u06bf\\u06c1\\u06c2\\u06cc\\u06ce\\u06d0\\u06d1]';
const JOINS_BEFORE = '[\\u0620\\u0622-\\u063f\\u0641-\\u064a\\u066e\\u066f\\u0671-\\u0673\\u0678-\\u06d3\\u06d5]';
/**
 * Where such characters can be seen: in an emoji (RGI_Emoji of Unicode Technical Standard 51), and as the non-joiner
 * between two letters that would otherwise join (Unicode Standard Annex 31, rule A1). An emoji is looked for only where an
 * invisible character follows its first, because to look for one takes 20 microseconds.
 */
const SEEN = `(?=.\\p{EMod}?[\\u200d\\ufe0f\\u{e0020}-\\u{e007f}])\\p{RGI_Emoji}|(?<=${JOINS_NEXT})\\u200c(?=${JOINS_BEFORE})`;
const ANY_INVISIBLE = new RegExp(INVISIBLE, 'v');
/** Replaced by `$1`: what is seen stays. */
const EACH_INVISIBLE = new RegExp(`(${SEEN})|${INVISIBLE}`, 'gv');
/** A letter, digit, sign or punctuation mark: something that a reader sees. */
const HAS_VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u;

const MAX_NAME_LENGTH = 100;

/** Whether a text contains a character that shows nothing. Spaces are visible; tabs and line breaks are not. */
export function hasInvisible(text: string): boolean {
  // Most names have none, and this expression takes a tenth of the time.
  if (!ANY_INVISIBLE.test(text)) return false;
  for (const [, seen] of text.matchAll(EACH_INVISIBLE)) if (seen === undefined) return true;
  return false;
}

/**
 * Why a text cannot be a name that people read, as the end of a sentence that begins with the field; undefined when it
 * can. `maxLength` counts code points. An invisible character, or a space that is not between two words, would let one
 * name look like another in the audit trail.
 */
export function whyNotName(text: string, maxLength = MAX_NAME_LENGTH): string | undefined {
  if ([...text].length > maxLength || !HAS_VISIBLE.test(text) || hasInvisible(text))
    return `must have 1 to ${maxLength} characters that can be seen, and no invisible ones`;
  return /^\p{Zs}|\p{Zs}{2}|\p{Zs}$/u.test(text)
    ? 'must not begin or end with a space, or have two spaces in a row'
    : undefined;
}

/**
 * A name that another system sent, as it can be stored and shown: runs of white space become one space, an unpaired
 * surrogate becomes U+FFFD, invisible characters go (direction overrides among them), and `maxLength` code points stay.
 * A far longer one is cut first: 100,000 code units of emoji take a second.
 * Undefined when nothing visible is left.
 */
export function toVisibleName(value: unknown, maxLength: number): string | undefined {
  if (typeof value !== 'string') return undefined;
  const text = value
    .slice(0, 4 * maxLength)
    .replace(/\p{Cs}/gu, '\ufffd')
    .replace(/\p{White_Space}+/gu, ' ')
    .replace(EACH_INVISIBLE, '$1')
    .trim();
  return HAS_VISIBLE.test(text) ? [...text].slice(0, maxLength).join('').trim() : undefined;
}
