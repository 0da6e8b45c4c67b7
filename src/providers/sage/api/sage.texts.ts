import { toVisibleName } from '../../../infra/ids/visible-text.js';

/** In characters. The longest that a page of businesses can still go on from. */
const LONGEST_NAME = 500;

/**
 * A name of Sage's as it can be stored and shown; undefined when nothing of it can be seen. PostgreSQL takes no NUL and
 * no half of a surrogate pair: one name with either would keep every other business from being listed.
 */
export const nameTextOf = (value: unknown): string | undefined => toVisibleName(value, LONGEST_NAME);

/** An id of Sage's that can stand in a header, as `X-Business` and `X-Site` do; anything else is none. */
export const headerIdOf = (value: unknown): string | undefined =>
  typeof value === 'string' && /^[\x21-\x7e]{1,200}$/.test(value) ? value : undefined;
