import { type RefusedCallback, refusalFor, refusedCallback, standardCallbackErrors } from '../../oauth-callback.js';

/** The customer's business is in another country than the one that was chosen. */
export const MISMATCH = refusedCallback('COUNTRY_MISMATCH');

const ERRORS = standardCallbackErrors('Sage');

/**
 * Reads a callback that has `error`. Sage sends a mismatch of countries as "Invalid request", which is not a code of RFC
 * 6749, with its meaning in `reason` (frequently raised errors, Sage's guide).
 */
export function readSageError(parameters: URLSearchParams): RefusedCallback {
  const texts = [parameters.get('reason'), parameters.get('error_description')].map(normalised);
  if (texts.includes('email_already_in_use')) return MISMATCH;
  return refusalFor(ERRORS, normalised(parameters.get('error')));
}

/** "Invalid request" as `invalid_request`. */
const normalised = (text: string | null): string =>
  (text ?? '')
    .slice(0, 100)
    .trim()
    .toLowerCase()
    .replace(/[\s+]+/g, '_')
    .replace(/\.$/, '');
