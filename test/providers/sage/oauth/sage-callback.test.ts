import { describe, expect, test } from '@jest/globals';
import { readSageCallback } from '../../../../src/providers/sage/oauth/sage.callback.js';

const COVERED_31 = ['GB', 'IE', 'DE', 'ES', 'PT', 'FR', 'US', 'CA', 'AE'];
const COVERED_30 = ['GB', 'IE'];

function read(query: string, countryCode: string | null, apiVersion = '3.1') {
  const covered = apiVersion === '3.1' ? COVERED_31 : COVERED_30;
  const answer = readSageCallback(new URLSearchParams(query), { apiVersion, countryCode, covered });
  return answer.kind === 'code' ? [answer.code.reveal(), answer.countryCode] : answer.reason;
}

describe('a code', () => {
  test.each([
    ['with everything', 'code=GB%2F12abc&country=GB&state=s', 'GB', ['GB/12abc', 'GB']],
    ['without country', 'code=GB%2F12abc&state=s', 'GB', ['GB/12abc', 'GB']],
    ['when our page had not asked', 'code=US%2F12abc&country=US', null, ['US/12abc', 'US']],
    ['lower case country', 'code=GB%2F12abc&country=gb', 'GB', ['GB/12abc', 'GB']],
    ['empty country', 'code=GB%2F12abc&country=', 'GB', ['GB/12abc', 'GB']],
    ['without prefix, country says it', 'code=12abc&country=IE', null, ['12abc', 'IE']],
    ['without prefix, the attempt says it', 'code=12abc', 'CA', ['12abc', 'CA']],
    ['decoded once, not twice', 'code=GB%2F1%252Fa', 'GB', ['GB/1%2Fa', 'GB']],
    ['a plus is a space, and no code has one', 'code=GB%2F1+a', 'GB', 'PLATFORM_ERROR'],
    ['prefix and country differ', 'code=GB%2F12abc&country=IE', null, 'COUNTRY_MISMATCH'],
    ['prefix and attempt differ', 'code=GB%2F12abc', 'IE', 'COUNTRY_MISMATCH'],
    ['country and attempt differ', 'code=12abc&country=GB', 'IE', 'COUNTRY_MISMATCH'],
    ['a country that is not covered', 'code=AU%2F12abc&country=AU', null, 'COUNTRY_MISMATCH'],
    ['what is no country', 'code=12abc&country=GBR', null, 'COUNTRY_MISMATCH'],
    ['an unknown prefix', 'code=XX%2F12abc', 'GB', 'COUNTRY_MISMATCH'],
    ['nobody knows the country', 'code=12abc', null, 'PLATFORM_ERROR'],
    ['no code', 'state=s', 'GB', 'PLATFORM_ERROR'],
    ['an empty code', 'code=', 'GB', 'PLATFORM_ERROR'],
    ['a code with a line break', 'code=GB%2F1%0Aa', 'GB', 'PLATFORM_ERROR'],
    ['a code without end', `code=GB%2F${'a'.repeat(5000)}`, 'GB', 'PLATFORM_ERROR'],
    ['two codes', 'code=GB%2F1&code=GB%2F2', 'GB', 'PLATFORM_ERROR'],
    ['two countries', 'code=GB%2F1&country=GB&country=IE', 'GB', 'PLATFORM_ERROR'],
    ['of another issuer', 'code=GB%2F1&iss=https%3A%2F%2Fevil.example', 'GB', 'PLATFORM_ERROR'],
    [
      'of two issuers',
      `code=GB%2F1${'&iss=https%3A%2F%2Foauth.accounting.sage.com'.repeat(2)}`,
      'GB',
      'PLATFORM_ERROR',
    ],
    ['of its own issuer', 'code=GB%2F1&iss=https%3A%2F%2Foauth.accounting.sage.com', 'GB', ['GB/1', 'GB']],
  ])('%s', (_name, query, countryCode, expected) => {
    expect(read(query, countryCode)).toEqual(expected);
  });

  test.each([
    ['country beside it', 'code=9fab&country=GB', 'GB', ['9fab', 'GB']],
    ['a slash by chance', 'code=QZ%2F9fab&country=GB', 'GB', ['QZ/9fab', 'GB']],
    ['a v3.1 answer for a country that v3.0 has not', 'code=US%2F9fab&country=US', null, 'COUNTRY_MISMATCH'],
    ['Canada', 'code=9fab&country=CA', 'GB', 'COUNTRY_MISMATCH'],
  ])('v3.0: %s', (_name, query, countryCode, expected) => {
    expect(read(query, countryCode, '3.0')).toEqual(expected);
  });

  test('one country covered needs nobody to say it', () => {
    const expected = { apiVersion: '3.1', countryCode: null, covered: ['IE'] };
    expect(readSageCallback(new URLSearchParams('code=12abc'), expected)).toMatchObject({
      countryCode: 'IE',
    });
  });
});

describe('an error', () => {
  test.each([
    ['error=access_denied', 'CUSTOMER_CANCELLED'],
    ['error=Invalid+request&reason=Email+already+in+use&state=s', 'COUNTRY_MISMATCH'],
    ['error=Invalid%20request&reason=email%20already%20in%20use.', 'COUNTRY_MISMATCH'],
    ['error=invalid_request&error_description=Email+already+in+use', 'COUNTRY_MISMATCH'],
    ['error=Invalid+request&reason=Email+already+in+use+by+you', 'PLATFORM_ERROR'],
    ['error=invalid_request', 'PLATFORM_ERROR'],
    ['error=invalid_scope', 'PLATFORM_ERROR'],
    ['error=server_error', 'PLATFORM_ERROR'],
    ['error=temporarily_unavailable', 'PLATFORM_ERROR'],
    ['error=unauthorized_client', 'PLATFORM_ERROR'],
    ['error=unsupported_response_type', 'PLATFORM_ERROR'],
    ['error=constructor', 'PLATFORM_ERROR'],
    ['error=', 'PLATFORM_ERROR'],
    ['error=access_denied&error=server_error', 'PLATFORM_ERROR'],
    // An error beside a code: the code is not used.
    ['error=access_denied&code=GB%2F1', 'CUSTOMER_CANCELLED'],
  ])('%s', (query, reason) => {
    expect(read(query, 'GB')).toBe(reason);
  });

  test('the customer is told in our words, never in those of the callback', () => {
    const words = 'evil-words <b>';
    const query = new URLSearchParams({
      error: 'temporarily_unavailable',
      reason: words,
      error_description: words,
    });
    const expected = { apiVersion: '3.1', countryCode: 'GB', covered: COVERED_31 };
    const answer = readSageCallback(query, expected);
    expect(answer).toMatchObject({ advice: expect.stringContaining('ten minutes') });
    const odd = readSageCallback(new URLSearchParams({ error: words, reason: words }), expected);
    expect(JSON.stringify([answer, odd])).not.toContain('evil');
  });
});
