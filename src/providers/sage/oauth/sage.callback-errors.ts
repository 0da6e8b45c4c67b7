import type { CallbackAnswer } from '../../provider-oauth.js';

type Refused = Extract<CallbackAnswer, { kind: 'refused' }>;

const refused = (reason: Refused['reason'], advice: string | null): Refused => ({
  kind: 'refused',
  reason,
  advice,
});

export const UNREADABLE = refused('PLATFORM_ERROR', null);
export const MISMATCH = refused('COUNTRY_MISMATCH', null);

/** By `error`, in lower case with underscores: the codes that Sage documents. */
const ERRORS: Readonly<Record<string, Refused>> = {
  access_denied: refused('CUSTOMER_CANCELLED', null),
  temporarily_unavailable: refused(
    'PLATFORM_ERROR',
    'Sage is not available at the moment. Try again in ten minutes.',
  ),
  server_error: refused('PLATFORM_ERROR', 'Sage had a fault. Try again in ten minutes.'),
  unauthorized_client: refused(
    'PLATFORM_ERROR',
    'Sage does not let this application link companies. Tell whoever sent you the link.',
  ),
  invalid_request: refused('PLATFORM_ERROR', 'Sage refused the request. Tell whoever sent you the link.'),
  invalid_scope: refused(
    'PLATFORM_ERROR',
    'Sage refused the access that was asked for. Tell whoever sent you the link.',
  ),
  unsupported_response_type: refused(
    'PLATFORM_ERROR',
    'Sage refused the request. Tell whoever sent you the link.',
  ),
};

/** A mismatch of countries comes as "Invalid request", which is no code of the list, with its meaning in `reason`. */
export function readError(parameters: URLSearchParams): Refused {
  const texts = [parameters.get('reason'), parameters.get('error_description')].map(normalised);
  if (texts.includes('email_already_in_use')) return MISMATCH;
  const error = normalised(parameters.get('error'));
  return Object.hasOwn(ERRORS, error) ? (ERRORS[error] ?? UNREADABLE) : UNREADABLE;
}

const normalised = (text: string | null): string =>
  (text ?? '')
    .slice(0, 100)
    .trim()
    .toLowerCase()
    .replace(/[\s+]+/g, '_')
    .replace(/\.$/, '');
