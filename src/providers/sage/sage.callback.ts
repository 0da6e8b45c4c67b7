import { isFromIssuer } from '../../platform/oauth-client.js';
import { Secret } from '../../platform/secret.js';
import type { CallbackAnswer } from '../provider-oauth.js';
import { isV30 } from './sage.endpoints.js';
import { sageRegions } from './sage.regions.js';

type Refused = Extract<CallbackAnswer, { kind: 'refused' }>;

export interface Expected {
  readonly apiVersion: string;
  readonly countryCode: string | null;
  readonly covered: readonly string[];
}

/** Sage sends no `iss` so far. Should it begin to, these are the names by which it calls itself in its tokens. */
const ISSUERS = [
  'https://oauth.accounting.sage.com',
  'https://oauth.aws.sbc-accounting.sage.com',
  'https://app.sageone.com',
];
const ONCE = ['code', 'country', 'error', 'reason', 'error_description'];
const LONGEST_CODE = 4096;

/** The meaning of a callback's parameters, decoded once. What Sage writes is looked up, never passed on. */
export function readSageCallback(parameters: URLSearchParams, expected: Expected): CallbackAnswer {
  if (ONCE.some((name) => parameters.getAll(name).length > 1)) return UNREADABLE;
  if (!isFromIssuer(parameters, ISSUERS)) return UNREADABLE;
  if (parameters.has('error')) return readError(parameters);
  const code = parameters.get('code') ?? '';
  if (code === '' || code.length > LONGEST_CODE || !/^[\x21-\x7e]+$/.test(code)) return UNREADABLE;
  return readCountry(code, parameters.get('country') ?? '', expected);
}

function readCountry(code: string, country: string, expected: Expected): CallbackAnswer {
  const named = [prefixOf(code, expected.apiVersion), country.toUpperCase(), expected.countryCode ?? ''];
  const countries = new Set(named.filter((one) => one !== ''));
  // Nobody said which, and there is only one that it can be.
  if (countries.size === 0 && expected.covered.length === 1) countries.add(expected.covered[0] ?? '');
  const [countryCode, other] = countries;
  if (countryCode === undefined) return UNREADABLE;
  if (other !== undefined || !expected.covered.includes(countryCode)) return MISMATCH;
  // The code goes on as it came, prefix included: so Sage's own samples send it.
  return { kind: 'code', code: new Secret(code), countryCode };
}

/** Codes of v3.1 begin with the country and a slash. On v3.0 they need not, and may have a slash there by chance. */
function prefixOf(code: string, apiVersion: string): string {
  const prefix = /^([A-Z]{2})\//.exec(code)?.[1] ?? '';
  const known = sageRegions.some(({ countryCode }) => countryCode === prefix);
  return !isV30(apiVersion) || known ? prefix : '';
}

const refused = (reason: Refused['reason'], advice: string | null): Refused => ({
  kind: 'refused',
  reason,
  advice,
});

const UNREADABLE = refused(
  'PLATFORM_ERROR',
  'The answer of Sage could not be understood. Begin again from the link that you were sent.',
);
const MISMATCH = refused(
  'COUNTRY_MISMATCH',
  'The country that was chosen is not the country of your Sage business. Begin again and choose the country in which your business is registered.',
);

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
function readError(parameters: URLSearchParams): Refused {
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
