import { afterEach, describe, expect, test } from '@jest/globals';
import { stopServers } from '../../../support/loopback.js';
import { accessTo, fakeSage, type Reply, sageAt } from '../../../support/sage-api.js';

afterEach(stopServers);

const error = ($message: string, $dataCode = 'AuthorizationFailure') => [
  { $severity: 'error', $dataCode, $message, $source: '' },
];
const MSE: Reply = [401, error('No active subscription. (MSE)')];
const LEDGER: Reply = [200, { $total: 1, $items: [{ id: 'l1' }] }, { 'x-business': 'b1' }];
const business = (...subscriptions: object[]): Reply => [200, { id: 'b1', subscriptions }];
const GOOD = business({ id: 'ACCOUNTING', active: true, status: 'paying' });
const V31 = accessTo('3.1', { businessId: 'b1' });

/** Answers of the business and of the ledger accounts. */
async function check(ofBusiness: Reply, ofLedger: Reply) {
  const { api, seen } = await fakeSage((path) => (path.includes('/businesses/') ? ofBusiness : ofLedger));
  return { answer: await api.checkBusiness(V31), seen };
}

describe('v3.1', () => {
  test('a read with the chosen business proves it', async () => {
    const { answer, seen } = await check(GOOD, LEDGER);
    expect(answer).toEqual({ kind: 'ok', value: true });
    expect(seen.map(({ path, headers }) => [path, headers['x-business'], headers['x-signature']])).toEqual([
      ['/v3.1/businesses/b1', 'b1', undefined],
      ['/v3.1/ledger_accounts?items_per_page=1', 'b1', undefined],
    ]);
  });

  test.each<[string, Reply, Reply, string]>([
    [
      'active beside "expired" is not refused by itself',
      business({ id: 'ACCOUNTING', active: true, status: 'expired' }),
      LEDGER,
      'ok',
    ],
    ['nor is it proof', business({ id: 'ACCOUNTING', active: true, status: 'expired' }), MSE, 'subscription-inactive'],
    ['payroll is not accounting', business({ id: 'PAYROLL_25', active: true }), LEDGER, 'subscription-inactive'],
    [
      'an accounting one that is not active',
      business({ id: 'START', active: false, status: 'paying' }),
      LEDGER,
      'subscription-inactive',
    ],
    ['one of two is active', business({ id: 'START', active: false }, { id: 'MICRO', active: true }), LEDGER, 'ok'],
    ['active as text', business({ id: 'START', active: 'true' }), LEDGER, 'subscription-inactive'],
    ['no list of subscriptions: the read decides', [200, { id: 'b1' }], LEDGER, 'ok'],
    ['an expired token', GOOD, [401, error('The access token is expired')], 'unauthorized'],
    ['an expired token at once', [401, error('The access token is expired')], LEDGER, 'unauthorized'],
    ['401 in HTML', GOOD, [401, '<html>No luck</html>'], 'unauthorized'],
    ['rights that do not reach ledger accounts', GOOD, [403, error('x', 'MultiUserAccessDenied')], 'ok'],
    ['a business that the user may not read', [403, error('x', 'MultiUserAccessDenied')], LEDGER, 'unauthorized'],
    ['a business that is gone', [404, error('x')], LEDGER, 'unavailable'],
    ['HTML for an answer', GOOD, [200, '<html>'], 'unavailable'],
    ['a redirect', GOOD, [302, '', { location: '/elsewhere' }], 'unavailable'],
    ['an answer for another business', GOOD, [200, LEDGER[1], { 'x-business': 'b2' }], 'unavailable'],
    ['an answer that does not say for which', GOOD, [200, LEDGER[1]], 'ok'],
  ])('%s', async (_name, ofBusiness, ofLedger, kind) => {
    expect((await check(ofBusiness, ofLedger)).answer.kind).toBe(kind);
  });

  test.each<[Reply, number | null]>([
    [[429, ''], 5],
    [[429, '', { 'retry-after': '17' }], 17],
    [[503, ''], null],
    [[503, '', { 'retry-after': '60' }], 60],
    [[500, error('An unexpected error occurred.', 'UnexpectedError')], null],
  ])('%j is a matter of waiting', async (reply, retryAfterSeconds) => {
    expect((await check(GOOD, reply)).answer).toMatchObject({ kind: 'unavailable', retryAfterSeconds });
  });

  test('an id cannot leave its place in the path', async () => {
    const { api, seen } = await fakeSage(() => [404, []]);
    await api.checkBusiness({ ...V31, businessId: '../user?a=b' });
    expect(seen.map(({ path }) => path)).toEqual(['/v3.1/businesses/..%2Fuser%3Fa%3Db']);
  });
});

describe('v3.0', () => {
  const gateway = (statusCode: number, message: string) => ({
    statusCode,
    message: `Access denied: ${message}`,
  });
  const V30 = accessTo('3.0', { platformUserId: 'owner-1', businessId: 'owner-1' });
  test.each<[string, Reply, string]>([
    ['a read that works', [200, LEDGER[1]], 'ok'],
    ['no subscription', MSE, 'subscription-inactive'],
    ['X-Site refused by the gateway', [401, error('x', 'HeaderNotFound')], 'owner-required'],
    ['X-Site refused as a bad request', [400, error('x', 'HeaderNotFound')], 'owner-required'],
    ['a token that is not accepted', [401, error('Access denied.')], 'unauthorized'],
    ['a token that the gateway refuses', [401, { statusCode: 401, message: 'JWT expired.' }], 'unauthorized'],
    ['a wrong subscription key', [401, gateway(401, 'invalid subscription key')], 'application-refused'],
    ['a missing subscription key', [401, gateway(401, 'missing subscription key')], 'application-refused'],
    [
      'another text behind the challenge of the gateway',
      [401, '', { 'www-authenticate': 'AzureApiManagementKey realm="x",name="key",type="header"' }],
      'application-refused',
    ],
    ['a spent quota of the gateway', [403, gateway(403, 'Out of call volume quota.')], 'unavailable'],
  ])('%s', async (_name, reply, kind) => {
    const { api, seen } = await fakeSage(() => reply);
    expect((await api.checkBusiness(V30)).kind).toBe(kind);
    expect(seen.map(({ path }) => path)).toEqual(['/uki/sageone/accounts/v3/ledger_accounts?items_per_page=1']);
  });

  test('without an owner nothing is asked', async () => {
    const { api, seen } = await fakeSage(() => LEDGER);
    expect(await api.checkBusiness(accessTo('3.0'))).toEqual({ kind: 'owner-required' });
    expect(seen).toEqual([]);
  });
});

describe('what the holder of a token is given', () => {
  const { api } = sageAt('http://127.0.0.1:4010');
  const shown = (access: typeof V31) =>
    api.headers(access).map(({ name, value }) => [name, `${value}`, value.reveal()]);

  test('headers, each a secret until it is revealed', () => {
    expect(shown(V31)).toEqual([
      ['Authorization', '[secret]', 'Bearer TestToken'],
      ['X-Business', '[secret]', 'b1'],
    ]);
    expect(shown(accessTo('3.0', { businessId: 'owner-1' }))).toEqual([
      ['Authorization', '[secret]', 'Bearer TestToken'],
      ['X-Site', '[secret]', 'owner-1'],
      ['ocp-apim-subscription-key', '[secret]', 'subscription-key'],
    ]);
  });

  test.each([
    ['3.1', []],
    ['3.0', ['subscriptionKey']],
  ])('of %s no secret of the application is needed but %p', (apiVersion, fields) => {
    expect(api.headerSecrets(apiVersion)).toEqual(fields);
    const access = accessTo(apiVersion, { businessId: 'b1' });
    const kept = Object.entries(access.application.secrets).filter(([field]) => fields.includes(field));
    const application = { ...access.application, secrets: Object.fromEntries(kept) };
    expect(shown({ ...access, application })).toEqual(shown(access));
  });

  test('and a base, without a slash at its end', () => {
    const base = (apiVersion: string, clientId: string) =>
      api.baseUrl({ ...accessTo(apiVersion), application: { apiVersion, clientId, secrets: {} } });
    expect([base('3.1', 'a/b'), base('3.1', 'sandbox/a'), base('3.0', 'a')]).toEqual([
      'https://api.accounting.sage.com/v3.1',
      'http://127.0.0.1:4010/v3.1',
      'https://api.columbus.sage.com/uki/sageone',
    ]);
  });
});
