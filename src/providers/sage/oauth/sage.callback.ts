import { isFromIssuer } from '../../../infra/oauth/oauth-issuer.js';
import { Secret } from '../../../infra/secrets/secret.js';
import type { CallbackAnswer } from '../../provider-oauth.js';
import { isV30 } from '../sage.endpoints.js';
import { sageRegions } from '../sage.regions.js';
import { MISMATCH, readError, UNREADABLE } from './sage.callback-errors.js';

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
