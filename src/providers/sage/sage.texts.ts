/** In characters. The longest that a page of businesses can still go on from. */
const LONGEST_NAME = 500;

/**
 * A name of Sage's as it can be stored and shown, undefined where nothing is left of it. PostgreSQL takes no NUL and no
 * half of a surrogate pair: one name with either would keep every other business from being listed.
 */
export function nameTextOf(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const text = value
    .replace(/\p{Cs}/gu, '\ufffd')
    .replace(/\s+/g, ' ')
    .replace(/\p{Cc}/gu, '')
    .trim();
  return text === '' ? undefined : [...text].slice(0, LONGEST_NAME).join('');
}

/** An id of Sage's that can stand in a header, as `X-Business` and `X-Site` do; anything else is none. */
export const headerIdOf = (value: unknown): string | undefined =>
  typeof value === 'string' && /^[\x21-\x7e]{1,200}$/.test(value) ? value : undefined;
