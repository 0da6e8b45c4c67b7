import { describe, expect, test } from '@jest/globals';
import { Secret } from '../../../../src/infra/secrets/secret.js';
import { withIdempotencyId } from '../../../../src/providers/sage/api/sage.idempotency.js';
import { sageRequests } from '../../../../src/providers/sage/api/sage.requests.js';

const ID = '0123456789abcdef0123456789abcdef';
const allowed = (path: string, apiVersion = '3.1') =>
  sageRequests.whyNotAllowed({ apiVersion, businessId: 'b1', segments: path.split('/') }) === null;

describe('paths', () => {
  test.each([
    'contacts',
    'sales_invoices/1',
    'businesses/b1',
    'financial_settings',
    'user_defined/1',
    'attachments/1/file',
  ])('v3.1 takes %s', (path) => expect(allowed(path)).toBe(true));
  test.each([
    ...['businesses', 'businesses/lead', 'businesses/other', 'businesses/b1/x', 'businesses/B1', 'businesses.json'],
    ...['Businesses', 'BUSINESSES/b1', 'businesses.json/b1', 'user', 'User', 'user.json', 'user/1', 'USER.xml'],
  ])('v3.1 refuses %s', (path) => expect(allowed(path)).toBe(false));
  test.each(['accounts/v3/contacts', 'core/v3/business'])('v3.0 takes %s', (path) =>
    expect(allowed(path, '3.0')).toBe(true),
  );
  test.each(['core/v3/user', 'core/v3/businesses', 'core/v3/business/1', 'contacts', 'v3/accounts', 'user'])(
    'v3.0 refuses %s',
    (path) => expect(allowed(path, '3.0')).toBe(false),
  );
});

describe('an idempotency id', () => {
  const spliced = (body: string, method = 'POST', path = 'sales_invoices') =>
    withIdempotencyId(method, path.split('/'), body, ID);

  test.each([
    ['{"a":{"x":1.10}}', `{"a":{"idempotency_id":"${ID}","x":1.10}}`],
    [' {\n "a" : { "x" : 1e2 } }\n', ` {\n "a" : { "idempotency_id":"${ID}","x" : 1e2 } }\n`],
    ['{"a":{}}', `{"a":{"idempotency_id":"${ID}"}}`],
    ['{"a\\"b":{"x":"}"}}', `{"a\\"b":{"idempotency_id":"${ID}","x":"}"}}`],
    ['{"a":{"idempotency_id":"mine"}}', '{"a":{"idempotency_id":"mine"}}'],
  ])('goes into %s, whose text stays as it is', (body, expected) => expect(spliced(body)).toBe(expected));

  test.each([
    '',
    '[]',
    '{}',
    '{"a":[]}',
    '{"a":"{"}',
    '{"a":{},"b":{}}',
    '{"a":{"x":1}',
    'null',
    '{"a":null}',
    '{"a":{"idempotency_id":""}}',
    '{"a":{"x":1},"a":{"y":2}}',
  ])('does not go into %s', (body) => expect(spliced(body)).toBeUndefined());

  test('goes where a resource is made or changed, and not into actions, deletions and tax rates', () => {
    expect(spliced('{"a":{}}', 'PUT', 'contacts/1')).toBeDefined();
    expect(spliced('{"a":{}}', 'POST', 'sales_invoices/1/release')).toBeUndefined();
    expect(spliced('{"a":{}}', 'DELETE', 'contacts/1')).toBeUndefined();
    expect(spliced('{"a":{}}', 'POST', 'tax_rates')).toBeUndefined();
    const on30 = { apiVersion: '3.0', businessId: 'b', segments: ['contacts'] };
    expect(sageRequests.withRepeatId('POST', on30, '{"a":{}}', ID)).toBeUndefined();
  });
});

test.each([
  ['expired', [{ $dataCode: 'AuthorizationFailure', $message: 'The access token has expired.' }], {}, true],
  ['no JSON', undefined, {}, true],
  ['a missing subscription', [{ $message: 'No active subscription. (MSE)' }], {}, false],
  ['a missing owner', [{ $dataCode: 'HeaderNotFound', $message: 'Header X-Site was not found' }], {}, false],
  [
    'a refused subscription key',
    { statusCode: 401, message: 'Access denied due to invalid subscription key.' },
    {},
    false,
  ],
  ['its challenge', undefined, { 'www-authenticate': 'AzureApiManagementKey realm="x"' }, false],
])('a 401 with %s', (_name, json, headers, expected) => {
  expect(sageRequests.isTokenRefused({ json, headers })).toBe(expected);
});

test('v3.0 signs the body, the method and the address, and names the owner and the key', () => {
  const secrets = { signingSecret: new Secret('signing'), subscriptionKey: new Secret('key') };
  const access = {
    application: { apiVersion: '3.0', clientId: 'c', secrets },
    accessToken: new Secret('token'),
    countryCode: 'GB',
    platformUserId: 'owner',
    businessId: 'owner',
  };
  expect(sageRequests.secrets('3.0')).toEqual(['subscriptionKey', 'signingSecret']);
  expect([sageRequests.signsBodies('3.0'), sageRequests.signsBodies('3.1')]).toEqual([true, false]);
  const url = new URL('https://api.example/accounts/v3/contacts');
  const headers = sageRequests.headers(access, { method: 'POST', url, body: Buffer.from('{"a":1}') });
  expect(headers).toEqual({
    Authorization: 'Bearer token',
    'X-Site': 'owner',
    'ocp-apim-subscription-key': 'key',
    'X-Nonce': expect.stringMatching(/^[0-9a-f]{32}$/),
    'X-Signature': expect.stringMatching(/^[\w+/]{27}=$/),
  });
});
