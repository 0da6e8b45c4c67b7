import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type RunningSandbox, startSandbox } from '../../sandbox/start.js';
import { authorizeUrl, CALLBACK, throughThePages, V30_PARAMS } from '../support/sandbox.js';

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());

const open = (params: Record<string, string | undefined> = {}) =>
  fetch(authorizeUrl(sandbox.url, params), { redirect: 'manual' });

describe('what is asked for', () => {
  test.each([
    ['http://localhost:4000/OAuth/callback', 'another case'],
    ['http://localhost:4000/oauth/callback/', 'a slash more'],
    ['http://localhost:4000/oauth/callback?a=b', 'a query'],
    ['http://LOCALHOST:4000/oauth/callback', 'another case of the host'],
    ['ftp://localhost:4000/oauth/callback', 'another scheme'],
    ['http://localhost:4000//oauth/callback', 'an empty part'],
    ['http://localhost.example:4000/oauth/callback', 'another host'],
    ['http://user@localhost:4000/oauth/callback', 'a user'],
    [undefined, 'none'],
  ])('a redirect URI that is not registered is refused on the spot: %s (%s)', async (redirect_uri, _) => {
    const page = await open({ redirect_uri });
    expect([page.status, page.headers.get('location')]).toEqual([400, null]);
    expect(await page.text()).toContain('The redirect_uri is not registered');
  });

  test('every port and path of localhost and 127.0.0.1 is registered for the demo applications', async () => {
    for (const redirect_uri of [
      'http://localhost:1/oauth/callback',
      'http://127.0.0.1:65535/oauth/callback',
      'https://localhost/b%C3%BCro/ledgerlink/oauth/callback',
    ])
      expect((await open({ redirect_uri })).status).toBe(200);
  });

  test('an unknown application is refused on the spot', async () => {
    const page = await open({ client_id: 'sandbox/nobody' });
    expect([page.status, page.headers.get('location')]).toEqual([400, null]);
  });

  test.each<[string, Record<string, string | undefined>]>([
    ['invalid_request', { response_type: undefined }],
    ['unsupported_response_type', { response_type: 'token' }],
    ['invalid_scope', { scope: 'everything' }],
    ['invalid_request', { country: 'GB' }],
    ['invalid_request', { country: 'de' }],
    ['invalid_request', { code_challenge: 'short' }],
    ['invalid_request', { code_challenge_method: 'S512' }],
    ['invalid_request', { code_challenge: undefined }],
    ['unauthorized_client', { filter: undefined, country: undefined }],
    ['unauthorized_client', { ...V30_PARAMS, filter: 'apiv3.1' }],
  ])('%s goes to the application, with its state: %j', async (error, params) => {
    const answer = await open(params);
    expect(answer.status).toBe(303);
    const location = new URL(`${answer.headers.get('location')}`);
    expect(`${location.origin}${location.pathname}`).toBe(CALLBACK);
    expect(Object.fromEntries(location.searchParams)).toEqual({
      error,
      state: 'a state/with ünusual & characters',
    });
  });

  test('without state none comes back', async () => {
    const location = await throughThePages(authorizeUrl(sandbox.url, { state: undefined }), { user: 'one' });
    expect([...location.searchParams.keys()]).toEqual(['code', 'country']);
  });

  test('filter may be left out when the country is named', async () => {
    expect((await open({ filter: undefined })).status).toBe(200);
  });
});

describe('the country', () => {
  test.each([
    ['one', 'ie'],
    ['irish', 'gb'],
    ['canadian', 'gb'],
    ['american', 'ca'],
  ])('%s, who chose %s, is sent back with Sage’s own words, and with the state', async (user, country) => {
    const location = await throughThePages(authorizeUrl(sandbox.url, { country }), { user });
    expect(location.search).toBe(
      `?error=Invalid+request&reason=Email+already+in+use&state=${new URLSearchParams({ s: 'a state/with ünusual & characters' }).toString().slice(2)}`,
    );
  });

  test('the same without the state, when it is switched so', async () => {
    await sandbox.control.patch('/settings', { mismatchWithoutState: true });
    const location = await throughThePages(authorizeUrl(sandbox.url, { country: undefined }), {
      user: 'irish',
      country: 'ca',
    });
    await sandbox.control.patch('/settings', { mismatchWithoutState: false });
    expect(location.search).toBe('?error=Invalid+request&reason=Email+already+in+use');
  });

  test('the callback names no country, when it is switched so', async () => {
    await sandbox.control.patch('/settings', { countryInCallback: false });
    const location = await throughThePages(authorizeUrl(sandbox.url), { user: 'one' });
    await sandbox.control.patch('/settings', { countryInCallback: true });
    expect([...location.searchParams.keys()]).toEqual(['code', 'state']);
  });

  test('v3.0 asks nobody for a country and takes the user’s', async () => {
    const location = await throughThePages(authorizeUrl(sandbox.url, V30_PARAMS), { user: 'american' });
    expect(location.searchParams.get('country')).toBe('US');
  });
});

describe('the pages', () => {
  const CHOICES = { picker: { country: undefined }, 'sign-in': {}, refusal: { client_id: 'no' } };

  test.each(Object.entries(CHOICES))('%s: no script, no foreign request, not in a frame', async (_, params) => {
    const page = await open(params);
    const html = await page.text();
    expect(html).toContain('<html lang="en-GB">');
    expect(html).toContain('<header>Sandbox: not Sage</header>');
    expect(html).not.toMatch(/<script|<img|<link|https?:\/\/(?!localhost|127\.)[a-z]/i);
    expect(page.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/=]+'; frame-ancestors 'none'; base-uri 'none'$/,
    );
    expect(page.headers.get('cache-control')).toBe('no-store');
  });

  test('speak the language variant that was asked for', async () => {
    expect(await (await open({ locale: 'en-CA' })).text()).toContain('<html lang="en-CA">');
  });

  test('escape what the request brought', async () => {
    const evil = `"><script>alert('x')</script>`;
    for (const params of [{ state: evil }, { state: evil, country: undefined }]) {
      const html = await (await open(params)).text();
      expect(html).not.toContain('<script');
    }
  });

  test('ask again who signs in when nobody was chosen', async () => {
    const page = await fetch(authorizeUrl(sandbox.url), { method: 'POST', body: new URLSearchParams() });
    expect(page.status).toBe(400);
    expect(await page.text()).toContain('<p class="problem" role="alert">Choose a user.</p>');
  });

  test('ask for consent the first time only, when it is switched so, and again after it was taken back', async () => {
    await sandbox.control.patch('/settings', { rememberConsent: true });
    await sandbox.control.post('/consents/revoke', { clientId: 'sandbox/demo-v31', user: 'three' });
    const signIn = () =>
      fetch(authorizeUrl(sandbox.url), {
        method: 'POST',
        body: new URLSearchParams({ user: 'three' }),
        redirect: 'manual',
      });
    expect((await signIn()).status).toBe(200);
    await throughThePages(authorizeUrl(sandbox.url), { user: 'three' });
    expect((await signIn()).status).toBe(303);
    await sandbox.control.post('/consents/revoke', { clientId: 'sandbox/demo-v31', user: 'three' });
    expect((await signIn()).status).toBe(200);
    await sandbox.control.patch('/settings', { rememberConsent: false });
  });
});
