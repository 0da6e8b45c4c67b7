// The folder `infra/ids`: ids, tokens in URLs, and the texts that may be a name. Secrets that sign or encrypt stand in
// `infra/secrets`.

import { v7, validate } from 'uuid';
import { apiError } from '../errors/api-error.js';

/** Time-ordered, so that new rows lie together in every index, and made in the app: no sequence is needed. */
export const newId = (): string => v7();

export interface GlobalId {
  readonly type: string;
  /** A uuid, or the natural key of reference data, e.g. `sage-business-cloud-accounting:GB`. */
  readonly local: string;
}

export function toGlobalId(type: string, local: string): string {
  return Buffer.from(`${type}:${local}`).toString('base64url');
}

/** Refuses, with BAD_USER_INPUT, what cannot be an id of this API; whether it exists is not asked here. */
export function parseGlobalId(id: string, argument: string): GlobalId {
  const text = /^[\w-]{1,400}$/.test(id) ? Buffer.from(id, 'base64url').toString('utf8') : '';
  const [, type, local] = /^([A-Z][A-Za-z]{1,40}):([\w:.-]{1,200})$/.exec(text) ?? [];
  if (type === undefined || local === undefined || toGlobalId(type, local) !== id) {
    throw apiError(
      'BAD_USER_INPUT',
      `\`${argument}\` is not an id of this API: give back an id exactly as it was answered.`,
    );
  }
  return { type, local };
}

/** The uuid in an id that must be of one type; another type is BAD_USER_INPUT, never "not found". */
export function localId(id: string, type: string, argument: string): string {
  const parsed = parseGlobalId(id, argument);
  if (parsed.type !== type || !validate(parsed.local)) {
    throw apiError('BAD_USER_INPUT', `\`${argument}\` must be the id of a ${type}.`);
  }
  return parsed.local;
}
