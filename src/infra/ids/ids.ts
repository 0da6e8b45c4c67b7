// The folder `infra/ids`: ids, tokens in URLs, and the texts that may be a name. Secrets that sign or encrypt stand in
// `infra/secrets`.

import { v7, validate } from 'uuid';
import { apiError } from '../errors/api-error.js';

/** A new uuid v7. It is ordered by time, so that new rows are neighbours in every index. */
export const newId = (): string => v7();

/** A global id in its parts. */
export interface GlobalId {
  readonly type: string;
  /** A uuid, or the natural key of reference data, e.g. `sage-business-cloud-accounting:GB`. */
  readonly local: string;
}

/** The id that the API shows: base64url of `type:local`. */
export function toGlobalId(type: string, local: string): string {
  return Buffer.from(`${type}:${local}`).toString('base64url');
}

/**
 * Reads a global id. It does not check whether the object exists. `argument` is the name for the error's text.
 * @throws BAD_USER_INPUT for a text that is not an id of this API.
 */
export function parseGlobalId(id: string, argument: string): GlobalId {
  const text = /^[\w-]{1,1000}$/.test(id) ? Buffer.from(id, 'base64url').toString('utf8') : '';
  const [, type, local] = /^([A-Z][A-Za-z]{1,40}):([\w:.-]{1,700})$/.exec(text) ?? [];
  if (type === undefined || local === undefined || toGlobalId(type, local) !== id) {
    throw apiError(
      'BAD_USER_INPUT',
      `\`${argument}\` is not an id of this API: give back an id exactly as it was answered.`,
    );
  }
  return { type, local };
}

/**
 * The uuid in a global id of one type.
 * @throws BAD_USER_INPUT for a text that is not an id, or an id of another type.
 */
export function localId(id: string, type: string, argument: string): string {
  const parsed = parseGlobalId(id, argument);
  if (parsed.type !== type || !validate(parsed.local)) {
    throw apiError('BAD_USER_INPUT', `\`${argument}\` must be the id of a ${type}.`);
  }
  return parsed.local;
}
