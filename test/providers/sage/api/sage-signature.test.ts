import { describe, expect, test } from '@jest/globals';
import { Secret } from '../../../../src/infra/secrets/secret.js';
import { parameterString, signature, signatureBase } from '../../../../src/providers/sage/api/sage.signature.js';

const NONCE = 'd6657d14f6d3d9de453ff4b0dc686c6d';
const OWNER = 'bad0ff1ce';
const CONTACTS = 'https://api.sage.com/gb/sageone/accounts/v3/contacts';

describe('the parameters that are signed', () => {
  test.each([
    ['an empty body counts', `${CONTACTS}?config_setting=foo`, '', 'body=&config_setting=foo'],
    ['a space is %20', `${CONTACTS}?config_setting=foo%20bar`, '', 'body=&config_setting=foo%20bar'],
    ['a plus is a space', `${CONTACTS}?a=i+cant+have+pluses`, '', 'a=i%20cant%20have%20pluses&body='],
    ['no query', CONTACTS, '', 'body='],
    ['the body in Base64, encoded once', CONTACTS, 'foo=bar', 'body=Zm9vPWJhcg%3D%3D'],
    ['sorted by name', `${CONTACTS}?zee=4&bee=2&aaa=1`, '', 'aaa=1&bee=2&body=&zee=4'],
    ['upper case before lower case', `${CONTACTS}?b=1&B=2`, '', 'B=2&b=1&body='],
    ['what encodeURIComponent leaves alone', `${CONTACTS}?a=%21%27%28%29%2A~`, '', 'a=%21%27%28%29%2A~&body='],
    ['nested names', 'http://api.com/v3/bars?foo%5Bbar%5D%5B%5D=34', '', 'body=&foo%5Bbar%5D%5B%5D=34'],
    ['UTF-8', CONTACTS, 'é', 'body=w6k%3D'],
  ])('%s', (_name, url, body, expected) => {
    expect(parameterString(new URL(url), body)).toBe(expected);
  });
});

describe('the text that is signed', () => {
  const base = (method: string, url: string, resourceOwnerId = OWNER) =>
    signatureBase({ method, url: new URL(url), body: '', nonce: NONCE, resourceOwnerId });

  test("as Sage's own signer wrote it down", () => {
    expect(base('POST', `${CONTACTS}?config_setting=foo`)).toBe(
      `POST&https%3A%2F%2Fapi.sage.com%2Fgb%2Fsageone%2Faccounts%2Fv3%2Fcontacts&body%3D%26config_setting%3Dfoo&${NONCE}&${OWNER}`,
    );
    expect(base('post', 'https://api.leiferikson.sage.com/gb/sageone/accounts/v3/contacts?config_type_id=vendor')).toBe(
      `POST&https%3A%2F%2Fapi.leiferikson.sage.com%2Fgb%2Fsageone%2Faccounts%2Fv3%2Fcontacts&body%3D%26config_type_id%3Dvendor&${NONCE}&${OWNER}`,
    );
  });

  test('a port that is not the usual one is part of it', () => {
    expect(base('GET', 'https://api.sageone.com:123/contacts?x=1')).toContain(
      'https%3A%2F%2Fapi.sageone.com%3A123%2Fcontacts&',
    );
    expect(base('GET', 'https://api.sageone.com:443/contacts')).toContain('api.sageone.com%2Fcontacts&');
  });

  test('a nonce in Base64 is encoded', () => {
    const url = new URL(CONTACTS);
    const text = signatureBase({ method: 'GET', url, body: '', nonce: 'a+b/c=', resourceOwnerId: OWNER });
    expect(text).toContain('&a%2Bb%2Fc%3D&');
  });
});

// Computed by Sage's Java signer, Python and openssl alike.
describe('the signature', () => {
  test.each([
    [
      'POST',
      `${CONTACTS}?config_setting=foo`,
      OWNER,
      '297850d556xxxxxxxxxxxxxxxxxxxxe722db1d2a',
      'cULSIjxxxxxIhbgbjX0R6MkKO',
      '4zShrzAYuJ9pmBm6lJ6mioy8cEM=',
    ],
    [
      'GET',
      'https://api.columbus.sage.com/uki/sageone/accounts/v3/contacts',
      'ffRteb5wuy34wtsvghgGFreE7624Gvgh',
      'TestSigningSecret',
      'TestToken',
      'FNo1ZKY3se1W+qCM6niD7EE9O6g=',
    ],
  ])('%s %s', (method, url, resourceOwnerId, signingSecret, accessToken, expected) => {
    const request = { method, url: new URL(url), body: '', nonce: NONCE, resourceOwnerId };
    expect(signature(request, new Secret(signingSecret), new Secret(accessToken))).toBe(expected);
  });
});
