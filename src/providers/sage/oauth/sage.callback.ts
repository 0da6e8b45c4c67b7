import { Secret } from '../../../infra/secrets/secret.js';
import { readCode, UNREADABLE_CALLBACK } from '../../oauth-callback.js';
import type { CallbackAnswer, ExpectedCallback } from '../../provider-oauth.js';
import { isV30 } from '../sage.endpoints.js';
import { sageRegions } from '../sage.regions.js';
import { MISMATCH, readSageError } from './sage.callback-errors.js';

/** Sage sends no `iss` so far. If it begins to, these are the names that it has in its tokens and its endpoints. */
const ISSUERS = [
  'https://oauth.accounting.sage.com',
  'https://oauth.aws.sbc-accounting.sage.com',
  'https://app.sageone.com',
];
const SHAPE = { issuers: ISSUERS, once: ['country', 'reason'], readError: readSageError };

/** Reads a callback of Sage: the code with its country, or why there is none. */
export function readSageCallback(parameters: URLSearchParams, expected: ExpectedCallback): CallbackAnswer {
  const code = readCode(parameters, SHAPE);
  return code instanceof Secret ? withCountry(code, parameters.get('country') ?? '', expected) : code;
}

function withCountry(code: Secret, country: string, expected: ExpectedCallback): CallbackAnswer {
  const prefix = prefixOf(code.reveal(), expected.apiVersion);
  const named = [prefix, country.toUpperCase(), expected.countryCode ?? ''];
  const countries = new Set(named.filter((one) => one !== ''));
  // No country is named anywhere, and only one is possible.
  if (countries.size === 0 && expected.covered.length === 1) countries.add(expected.covered[0] ?? '');
  const [countryCode, other] = countries;
  if (countryCode === undefined) return UNREADABLE_CALLBACK;
  if (other !== undefined || !expected.covered.includes(countryCode)) return MISMATCH;
  // The code is sent on with its prefix, as Sage's own samples do.
  return { kind: 'code', code, countryCode };
}

/** Codes of v3.1 begin with the country and a slash. On v3.0 they need not, and may have a slash there by chance. */
function prefixOf(code: string, apiVersion: string): string {
  const prefix = /^([A-Z]{2})\//.exec(code)?.[1] ?? '';
  const known = sageRegions.some(({ countryCode }) => countryCode === prefix);
  return !isV30(apiVersion) || known ? prefix : '';
}
