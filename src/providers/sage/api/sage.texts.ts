import { toVisibleName } from '../../../infra/ids/visible-text.js';

/** In characters. A cursor contains the name, and a longer one would make a cursor that the API refuses. */
const LONGEST_NAME = 500;

/**
 * A name from Sage as it can be stored and shown; undefined where nothing of it can be seen. PostgreSQL accepts neither
 * NUL nor half of a surrogate pair, and one name with either would prevent the whole list from being stored.
 */
export const nameTextOf = (value: unknown): string | undefined => toVisibleName(value, LONGEST_NAME);

/** An id from Sage that can stand in a header, as `X-Business` and `X-Site` do; undefined for anything else. */
export const headerIdOf = (value: unknown): string | undefined =>
  typeof value === 'string' && /^[\x21-\x7e]{1,200}$/.test(value) ? value : undefined;
