import { describe, expect, test } from '@jest/globals';
import { createProviders } from '../../../../src/providers/registry.js';
import { SAGE } from '../../../support/sage.js';

function oauthOf(sandboxUrl?: string) {
  const provider = createProviders({ sandboxUrl }).get(SAGE);
  if (provider === undefined) throw new Error('no provider');
  return provider.oauth;
}
const oauth = oauthOf();
const V31 = { apiVersion: '3.1', clientId: 'f1e2/d3c4' };
const V30 = { apiVersion: '3.0', clientId: 'app-30' };
const request = (countryCode: string | null) => ({
  redirectUri: 'https://api.example/oauth/callback',
  state: 's&t',
  codeChallenge: 'c'.repeat(43),
  countryCode,
});
const sorted = (url: URL) => [...url.searchParams].map(([name, value]) => `${name}=${value}`).sort();
const COMMON = [
  `code_challenge=${'c'.repeat(43)}`,
  'code_challenge_method=S256',
  'redirect_uri=https://api.example/oauth/callback',
  'response_type=code',
  'scope=full_access',
  'state=s&t',
];

describe('where the customer is sent', () => {
  test.each([
    ['GB', ['country=gb', 'filter=apiv3.1']],
    ['IE', ['country=ie', 'filter=apiv3.1']],
    ['CA', ['country=ca', 'filter=apiv3.1']],
    ['US', ['filter=apiv3.1']],
    ['PT', ['filter=apiv3.1']],
    [null, ['filter=apiv3.1']],
  ])('v3.1, %s', (countryCode, expected) => {
    const url = oauth.authorizationUrl(V31, request(countryCode));
    expect(`${url.origin}${url.pathname}`).toBe('https://www.sageone.com/oauth2/auth/central');
    expect(url.search).toContain('client_id=f1e2%2Fd3c4&');
    expect(sorted(url)).toEqual([...COMMON, 'client_id=f1e2/d3c4', ...expected].sort());
  });

  test('v3.0 has neither filter nor country', () => {
    const url = oauth.authorizationUrl(V30, request('GB'));
    expect(sorted(url)).toEqual([...COMMON, 'client_id=app-30'].sort());
  });
});

describe('where tokens come from', () => {
  const places = (application: typeof V31, from = oauth) => {
    const { authorize, token, revoke, origins } = from.endpoints(application, 'GB');
    return [authorize.href, token.href, revoke.href, origins];
  };

  test('fixed places, per version', () => {
    const authorize = 'https://www.sageone.com/oauth2/auth/central';
    expect(places(V31)).toEqual([
      authorize,
      'https://oauth.accounting.sage.com/token',
      'https://oauth.accounting.sage.com/revoke',
      ['https://oauth.accounting.sage.com'],
    ]);
    expect(places(V30)).toEqual([
      authorize,
      'https://app.sageone.com/oauth2/token',
      'https://app.sageone.com/oauth2/revoke',
      ['https://app.sageone.com'],
    ]);
  });

  test('with a sandbox its applications go there, with the same paths, and no other ever does', () => {
    const with4010 = oauthOf('http://127.0.0.1:4010');
    const at = (path: string) => `http://127.0.0.1:4010${path}`;
    const origins = ['http://127.0.0.1:4010'];
    expect(places({ ...V31, clientId: 'sandbox/a' }, with4010)).toEqual([
      at('/oauth2/auth/central'),
      at('/token'),
      at('/revoke'),
      origins,
    ]);
    expect(places({ ...V30, clientId: 'sandbox/b' }, with4010)).toEqual([
      at('/oauth2/auth/central'),
      at('/oauth2/token'),
      at('/oauth2/revoke'),
      origins,
    ]);
    for (const clientId of ['f1e2/d3c4', 'Sandbox/a', ' sandbox/a', 'sandbox', 'a/sandbox/']) {
      expect(places({ ...V31, clientId }, with4010)).toEqual(places(V31));
    }
  });

  test('without one they are refused, saying what to do and not what was sent', () => {
    const why = oauth.whyNotUsable({ clientId: 'sandbox/secretive' });
    expect(why).toMatch(/own application.*SANDBOX=on/);
    expect(why).not.toContain('secretive');
    expect(oauth.whyNotUsable(V31)).toBeNull();
    expect(oauthOf('http://127.0.0.1:4010').whyNotUsable({ clientId: 'sandbox/a' })).toBeNull();
    const sandbox = { ...V31, clientId: 'sandbox/secretive' };
    expect(() => oauth.endpoints(sandbox, 'GB')).toThrow(expect.objectContaining({ message: why }));
    expect(() => oauth.authorizationUrl(sandbox, request('GB'))).toThrow('own application');
  });
});

describe('what a token answer says besides', () => {
  const body = { requested_by_id: 'u-31', resource_owner_id: 'o-30', refresh_token_expires_in: '100' };
  test.each([
    ['3.1', body, 'u-31', 100],
    ['3.0', body, 'o-30', 100],
    // Someone who does not own the business: a v3.1 user's id must never become the business.
    ['3.0', { requested_by_id: 'u-31' }, null, null],
    ['3.1', { resource_owner_id: 'o-30' }, null, null],
    ['3.1', { requested_by_id: 7, refresh_token_expires_in: 'soon' }, null, null],
    ['3.1', { requested_by_id: 'a\r\nX-Evil: 1' }, null, null],
  ])('v%s %j', (apiVersion, answer, platformUserId, refreshTokenSeconds) => {
    expect(oauth.readGrant(answer, apiVersion)).toEqual({ platformUserId, refreshTokenSeconds });
  });

  test('lifetimes', () => {
    const day = 86_400;
    expect(oauth.lifetimes('3.1')).toEqual({
      accessTokenSeconds: 300,
      refreshTokenSeconds: 31 * day,
      keepAliveSeconds: [1_071_360, 1_607_040],
    });
    expect(oauth.lifetimes('3.0')).toEqual({
      accessTokenSeconds: 3600,
      refreshTokenSeconds: null,
      keepAliveSeconds: [19 * day, 21 * day],
    });
  });
});
