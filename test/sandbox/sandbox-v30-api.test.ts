import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type RunningSandbox, startSandbox } from '../../sandbox/start.js';
import { type Body, getJson } from '../support/sandbox.js';

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());

const mint = async (user: string): Promise<Body> =>
  (await sandbox.control.post('/grants', { clientId: 'sandbox/demo-v30', user })).tokens;
const headersOf = (tokens: Body, site = tokens.resource_owner_id): Record<string, string> => ({
  authorization: `Bearer ${tokens.access_token}`,
  'ocp-apim-subscription-key': sandbox.demo.v30.subscriptionKey,
  'x-site': site,
});
const get = (path: string, headers: Record<string, string>) => getJson(`${sandbox.url}/uki/sageone${path}`, headers);

test('the business is the resource owner, and has no id in common with v3.1 but its name', async () => {
  const tokens = await mint('one');
  const { body } = await get('/core/v3/business', headersOf(tokens));
  expect(body.id).toBe(tokens.resource_owner_id);
  const [{ businesses }] = (await sandbox.control.get('/users')).users;
  expect(body.name).toBe(businesses[0].name);
  expect(body.id).not.toBe(businesses[0].id);
  expect((await get('/core/v3/user', headersOf(tokens))).body.email).toBe('one@sandbox.example');
});

test('records are listed as in v3.1', async () => {
  const { body } = await get('/accounts/v3/ledger_accounts?items_per_page=2', headersOf(await mint('one')));
  expect(body).toMatchObject({ $total: 178, $itemsPerPage: 2 });
  const single = await get(`/accounts/v3${body.$items[0].$path}`, headersOf(await mint('one')));
  expect(single.body.id).toBe(body.$items[0].id);
});

test('the gateway asks for X-Site before it looks at the token', async () => {
  const { 'x-site': _, authorization: __, ...headers } = headersOf(await mint('one'));
  expect((await get('/accounts/v3/contacts', headers as Record<string, string>)).body).toEqual([
    {
      $severity: 'APIM error',
      $dataCode: 'HeaderNotFound',
      $message: 'Header X-Site was not found in the request. Access denied.',
      $source: 'check-header[2]',
    },
  ]);
});

test('and for the subscription key before that', async () => {
  const headers = headersOf(await mint('one'));
  const { 'ocp-apim-subscription-key': _, ...without } = headers;
  expect((await get('/core/v3/user', without as Record<string, string>)).body.message).toContain(
    'missing subscription key',
  );
  const wrong = await get('/core/v3/user', { ...headers, 'ocp-apim-subscription-key': 'wrong' });
  expect([wrong.status, wrong.body.message]).toEqual([401, expect.stringContaining('invalid subscription key')]);
});

test('another’s site is denied', async () => {
  const other = await mint('three');
  const answer = await get('/core/v3/business', headersOf(await mint('one'), other.resource_owner_id));
  expect([answer.status, answer.body[0].$message]).toEqual([401, 'Access denied.']);
});

test('a token ends after an hour, an ended subscription is another 401', async () => {
  const headers = headersOf(await mint('expired'));
  const messageOf = async () => (await get('/accounts/v3/contacts', headers)).body[0].$message;
  expect(await messageOf()).toBe('No active subscription. (MSE)');
  await sandbox.control.post('/clock', { advanceSeconds: 3_600 });
  expect(await messageOf()).toBe('The access token has expired.');
});

test('an employee, a user without a business, or all of them by a switch, have no resource owner', async () => {
  expect(await mint('employee')).not.toHaveProperty('resource_owner_id');
  expect(await mint('none')).not.toHaveProperty('resource_owner_id');
  await sandbox.control.patch('/settings', { resourceOwnerMissing: true });
  expect(await mint('one')).not.toHaveProperty('resource_owner_id');
  await sandbox.control.patch('/settings', { resourceOwnerMissing: false });
  expect(await mint('one')).toHaveProperty('resource_owner_id');
});

test('a grant can be for another of the user’s businesses', async () => {
  const three: Body = (await sandbox.control.get('/users')).users.find(({ user }: Body) => user === 'three');
  const businessId = three.businesses[2].v30Id;
  const { tokens } = await sandbox.control.post('/grants', {
    clientId: 'sandbox/demo-v30',
    user: 'three',
    businessId,
  });
  expect(tokens.resource_owner_id).toBe(businessId);
  expect((await get('/core/v3/business', headersOf(tokens))).body.name).toBe('Dogwood Design Ltd');
});
