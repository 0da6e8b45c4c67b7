import { describe, expect, test } from '@jest/globals';
import { describeCalls } from './provider-contract-calls.js';
import { applicationOf, type ContractCase, expectedOf, REDIRECT_URI } from './provider-contract-case.js';
import { describeDatasets } from './provider-contract-datasets.js';
import { describeReports } from './provider-contract-reports.js';

/** What every provider must do, whatever its platform is. Each API version of each platform is one case. */
export function describeProvider(one: ContractCase): void {
  describe(one.name, () => {
    describeDefinition(one);
    describeOAuth(one);
    describeCalls(one);
    describeDatasets(one);
    describeReports(one);
  });
}

const DAY = /^\d{4}-\d\d-\d\d$/;
const unique = (values: readonly string[]) => expect(new Set(values).size).toBe(values.length);

function describeDefinition({ definition, apiVersion, keys, country }: ContractCase): void {
  describe('its definition', () => {
    const { options, regions, setupSteps } = definition;

    test('has names that are unique and can stand in addresses and file names', () => {
      for (const name of [definition.id, definition.key]) expect(name).toMatch(/^[a-z][a-z0-9-]*$/);
      unique(options.map((option) => option.apiVersion));
      unique(options.map(({ inputField }) => inputField));
      expect(new URL(definition.developerPortalUrl).protocol).toBe('https:');
    });

    test('asks for a client id in the open and a client secret, and stores nothing else in the open', () => {
      for (const { fields, inputField } of options) {
        expect(inputField).toMatch(/^[a-z]\w*$/);
        unique(fields.map(({ name }) => name));
        const plain = fields.filter(({ secret }) => !secret).map(({ name }) => name);
        expect(plain).toEqual(['clientId']);
        expect(fields.some(({ name, secret }) => name === 'clientSecret' && secret)).toBe(true);
        expect(fields.every(({ label }) => label !== '')).toBe(true);
      }
      const option = options.find((found) => found.apiVersion === apiVersion);
      expect(option?.fields.map(({ name }) => name).sort()).toEqual(Object.keys(keys).sort());
    });

    test('lists countries exactly where it knows any, each covered by known versions, with a dated source', () => {
      expect(regions.length === 0).toBe(definition.countryChoice === 'NONE');
      expect(country === null).toBe(definition.countryChoice === 'NONE');
      unique(regions.map(({ countryCode }) => countryCode));
      for (const { countryCode, coverage, reason } of regions) {
        expect(countryCode).toMatch(/^[A-Z]{2}$/);
        const versions = options.map((option) => option.apiVersion);
        expect(coverage.map((covered) => covered.apiVersion).sort()).toEqual([...versions].sort());
        const covered = coverage.some(({ availability }) => availability !== 'NOT_COVERED');
        expect(reason === undefined).toBe(covered);
        for (const { source, asOf } of coverage) expect([source === '', DAY.test(asOf)]).toEqual([false, true]);
      }
    });

    test('guides through the set-up, with this installation’s callback URL', () => {
      unique(setupSteps.map(({ key }) => key));
      expect(setupSteps.map(({ doneWhen }) => doneWhen)).toContain('CREDENTIALS_SAVED');
      expect(setupSteps.at(-1)?.doneWhen).toBe('ENABLED');
      const text = setupSteps.map(({ instructions }) => instructions).join('\n');
      expect(text).toContain('{callbackUrl}');
      expect(text.match(/\{(?!callbackUrl\}|developerPortalUrl\})/g)).toBeNull();
    });

    test('has words for the customer', () => {
      const { defaultBusiness, failures = {} } = definition.customerTexts;
      for (const text of [defaultBusiness, ...Object.values(failures)]) expect(text.trim()).not.toBe('');
    });
  });
}

function describeOAuth(one: ContractCase): void {
  describe('its OAuth', () => {
    const ORIGIN = 'http://127.0.0.1:4010';
    const { oauth } = one.at(ORIGIN);
    const application = applicationOf(one);
    const request = {
      redirectUri: `${REDIRECT_URI}?a=b&c=%20`,
      state: 'st&te',
      codeChallenge: 'c'.repeat(43),
      countryCode: one.country,
    };

    test('has token addresses on its own origins alone, by https unless on this machine', () => {
      const { token, revoke, origins } = oauth.endpoints(application, one.country);
      for (const { origin, protocol, hostname } of [token, revoke]) {
        expect(origins).toContain(origin);
        expect(protocol === 'https:' || hostname === '127.0.0.1').toBe(true);
      }
      expect(oauth.whyNotUsable(application)).toBeNull();
    });

    test('sends the customer to sign in with all that RFC 6749 and RFC 7636 ask for, and no secret', () => {
      const url = oauth.authorizationUrl(application, request);
      const { authorize } = oauth.endpoints(application, one.country);
      expect([url.origin, url.pathname]).toEqual([authorize.origin, authorize.pathname]);
      expect(oauth.signInOrigins).toContain(url.origin);
      const names = ['response_type', 'client_id', 'redirect_uri', 'state', 'code_challenge'];
      const sent = [...names, 'code_challenge_method'].map((name) => url.searchParams.getAll(name));
      const { redirectUri, state, codeChallenge } = request;
      const expected = ['code', application.clientId, redirectUri, state, codeChallenge, 'S256'];
      expect(sent).toEqual(expected.map((value) => [value]));
      for (const secret of Object.values(application.secrets)) expect(url.href).not.toContain(secret.reveal());
    });

    const code = 'c0de-of.a_platform';
    test.each([
      ['nothing', ''],
      ['an empty code', 'code='],
      ['two codes', `code=${code}&code=${code}`],
      ['a code with a space', 'code=a+b'],
      ['a code with a line break', 'code=a%0Ab'],
      ['a code without end', `code=${'a'.repeat(5000)}`],
      ['another issuer', `code=${code}&iss=https%3A%2F%2Fissuer.example`],
      ['an error of no meaning', 'error=constructor'],
      ['an empty error', 'error='],
      ['two errors', 'error=access_denied&error=server_error'],
      ['an error beside a code', `error=server_error&code=${code}`],
    ])('takes no code from a callback with %s', (_what, query) => {
      const answer = oauth.readCallback(new URLSearchParams(query), expectedOf(one));
      expect(answer).toMatchObject({ kind: 'refused', reason: 'PLATFORM_ERROR' });
    });

    test('passes on nothing that a callback says but its code', () => {
      const words = { error: 'server_error', error_description: 'evil words', reason: 'evil words' };
      const answer = oauth.readCallback(new URLSearchParams(words), expectedOf(one));
      expect(JSON.stringify(answer)).not.toContain('evil');
    });

    test('reads of a token answer what can be stored, and copes with any other', () => {
      const odd = {
        user_id: 'a\nb',
        resource_owner_id: 7,
        requested_by_id: 'ü',
        refresh_token_expires_in: -1,
      };
      for (const body of [{}, odd])
        expect(oauth.readGrant(body, one.apiVersion)).toEqual({
          platformUserId: null,
          refreshTokenSeconds: null,
        });
    });

    test('renews an unused pair well before its refresh token ends', () => {
      const { accessTokenSeconds, refreshTokenSeconds, keepAliveSeconds } = oauth.lifetimes(one.apiVersion);
      const [from, to] = keepAliveSeconds;
      expect(accessTokenSeconds).toBeGreaterThanOrEqual(60);
      expect([from > 0, to > from, to < (refreshTokenSeconds ?? Infinity)]).toEqual([true, true, true]);
    });
  });
}
