import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { refreshTokens, revokeToken } from '../../src/infra/oauth/oauth-client.js';
import { Secret } from '../../src/infra/secrets/secret.js';
import { deadUrl, serve } from '../support/loopback.js';
import { type Tokens, useStandIn } from './provider-contract-access.js';
import type { ContractCase } from './provider-contract-case.js';

/** From the sign-in to the tokens and the businesses, as the engine does it, at a stand-in of the platform. */
export function describeCalls(one: ContractCase): void {
  const { application, standIn, callWith, callback, consent, tokens, access, businessesOf } = useStandIn(one);
  const refresh = ({ refreshToken }: Tokens, call = callWith()) =>
    refreshTokens({ ...call, refreshToken: refreshToken ?? new Secret('') });

  describe('its tokens', () => {
    test('a customer who declines is known to have cancelled', async () => {
      expect((await callback('deny')).answer).toMatchObject({
        kind: 'refused',
        reason: 'CUSTOMER_CANCELLED',
      });
    });

    test('are had for a code, renewed, and revoked', async () => {
      const first = await tokens();
      const second = await refresh(first);
      if (second.kind !== 'tokens') throw new Error(second.kind);
      expect(second.accessToken.reveal()).not.toBe(first.accessToken.reveal());
      const token = second.refreshToken ?? new Secret('');
      expect(await revokeToken({ ...callWith(), token })).toEqual({ kind: 'revoked' });
      expect(await refresh(second)).toEqual({ kind: 'invalid-grant' });
    });

    test('are refused to a wrong client secret, which costs the refresh token nothing', async () => {
      const wrong = callWith(new Secret('not-the-secret'));
      expect(await consent(wrong)).toEqual({ kind: 'invalid-client' });
      const first = await tokens();
      expect(await refresh(first, wrong)).toEqual({ kind: 'invalid-client' });
      expect((await refresh(first)).kind).toBe('tokens');
    });
  });

  describe('its API', () => {
    test('lists the businesses of a consent, each with an id of its own, at most one of them the default', async () => {
      const found = await businessesOf(await access());
      expect(found).toHaveLength(standIn().businesses);
      expect(new Set(found.map(({ id }) => id)).size).toBe(found.length);
      for (const { id, name, countryCode } of found) {
        // The id stands in a header, and the country is shown as a flag.
        expect(id).toMatch(/^[\x21-\x7e]{1,200}$/);
        expect(name.trim()).not.toBe('');
        expect(countryCode ?? 'ZZ').toMatch(/^[A-Z]{2}$/);
      }
      expect(found.filter(({ isDefault }) => isDefault).length).toBeLessThanOrEqual(1);
    });

    test('confirms that data of each of them can be read', async () => {
      const asked = await access();
      for (const { id } of await businessesOf(asked))
        expect(await standIn().provider.api.checkBusiness({ ...asked, businessId: id })).toEqual({
          kind: 'ok',
          value: true,
        });
    });

    test('is used with a bearer token, the chosen business, and those secrets alone that the headers need', async () => {
      const { api } = standIn().provider;
      const asked = await access();
      const [business] = await businessesOf(asked);
      const names = api.headerSecrets(one.apiVersion);
      const secretFields = one.definition.options
        .find(({ apiVersion }) => apiVersion === one.apiVersion)
        ?.fields.filter(({ secret }) => secret)
        .map(({ name }) => name);
      expect(secretFields).toEqual(expect.arrayContaining([...names]));
      const secrets = Object.entries(application.secrets).filter(([field]) => names.includes(field));
      const bare = { ...application, secrets: Object.fromEntries(secrets) };
      const chosen = { ...asked, application: bare, businessId: business?.id ?? null };
      const headers = api.headers(chosen).map(({ name, value }) => [name.toLowerCase(), value.reveal()]);
      expect(Object.fromEntries(headers).authorization).toBe(`Bearer ${asked.accessToken.reveal()}`);
      expect(headers.map(([, value]) => value)).toContain(business?.id);
      expect(headers.map(([, value]) => value)).not.toContain(one.keys.clientSecret);
      expect(inspect(api.headers(chosen), { depth: 9, showHidden: true })).not.toContain(asked.accessToken.reveal());
      const base = api.baseUrl(chosen);
      expect([new URL(base).protocol, base.endsWith('/')]).toEqual(['http:', false]);
    });

    test('tells a refused token from everything else', async () => {
      const { api } = standIn().provider;
      const asked = await access();
      const [business] = await businessesOf(asked);
      const refused = { ...asked, accessToken: new Secret('not-a-token') };
      expect(await api.listBusinesses(refused)).toEqual({ kind: 'unauthorized' });
      const chosen = { ...refused, businessId: business?.id ?? null };
      expect(await api.checkBusiness(chosen)).toEqual({ kind: 'unauthorized' });
    });

    test.each([
      ['answers 503', 503, 'down'],
      ['answers HTML', 200, '<html>'],
      ['answers nothing', 200, ''],
      ['answers null', 200, 'null'],
      ['answers another shape', 200, '{"items":7}'],
      ['answers a list', 200, '[]'],
    ])('is unavailable where its platform %s', async (_what, status, body) => {
      const { origin } = await serve((_request, response) => response.writeHead(status).end(body));
      const asked = await access({ platformUserId: 'user-1' });
      expect(await one.at(origin).api.listBusinesses(asked)).toMatchObject({ kind: 'unavailable' });
    });

    test('is unavailable where nothing answers', async () => {
      const { origin } = await deadUrl();
      const { api } = one.at(origin);
      const asked = await access({ platformUserId: 'user-1' });
      expect(await api.listBusinesses(asked)).toMatchObject({ kind: 'unavailable' });
      expect(await api.checkBusiness({ ...asked, businessId: 'b1' })).toMatchObject({ kind: 'unavailable' });
    });
  });
}
