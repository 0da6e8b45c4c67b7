/**
 * Characters that show nothing, white space apart: control, format (zero-width, direction marks, soft hyphen), unpaired
 * surrogates, private use, unassigned; what Unicode lists as default-ignorable (Hangul fillers, variation selectors);
 * the line and paragraph separators; and the empty Braille pattern, which is on none of these lists.
 * Source: Unicode Standard Annex 44, General_Category and Default_Ignorable_Code_Point.
 */
const INVISIBLE = '(?!\\p{Zs})[\\p{C}\\p{Zl}\\p{Zp}\\p{Default_Ignorable_Code_Point}\\u2800]';
const HAS_INVISIBLE = new RegExp(INVISIBLE, 'u');
const EACH_INVISIBLE = new RegExp(INVISIBLE, 'gu');
/** A letter, digit, sign or punctuation mark: something that a reader sees. */
const HAS_VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u;

const MAX_NAME_LENGTH = 100;

/** Whether a text contains a character that shows nothing. Spaces are visible; tabs and line breaks are not. */
export const hasInvisible = (text: string): boolean => HAS_INVISIBLE.test(text);

/**
 * Why a text cannot be a name that people read, as the end of a sentence that begins with the field; undefined when it
 * can. `maxLength` counts code points. An invisible character would let one name look like another in the audit trail.
 */
export function whyNotName(text: string, maxLength = MAX_NAME_LENGTH): string | undefined {
  const visible = text.replace(EACH_INVISIBLE, '');
  const fits = visible === text && HAS_VISIBLE.test(text) && [...text].length <= maxLength;
  return fits ? undefined : `must have 1 to ${maxLength} characters that can be seen, and no invisible ones`;
}

/**
 * A name that another system sent, as it can be stored and shown: runs of white space become one space, an unpaired
 * surrogate becomes U+FFFD, invisible characters go (direction overrides among them), and `maxLength` code points stay.
 * Undefined when nothing visible is left.
 */
export function toVisibleName(value: unknown, maxLength: number): string | undefined {
  if (typeof value !== 'string') return undefined;
  const text = value
    .replace(/\p{Cs}/gu, '\ufffd')
    .replace(/\p{White_Space}+/gu, ' ')
    .replace(EACH_INVISIBLE, '')
    .trim();
  return HAS_VISIBLE.test(text) ? [...text].slice(0, maxLength).join('').trim() : undefined;
}
