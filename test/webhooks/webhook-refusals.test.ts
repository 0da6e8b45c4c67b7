import { describe, expect, test } from '@jest/globals';
import { newId, toGlobalId } from '../../src/infra/ids/ids.js';
import { type Json, startTestApp } from '../support/app.js';
import { useNew, useStarted } from '../support/use-started.js';
import { webhooksOf } from '../support/webhooks.js';

const app = useStarted(() => startTestApp({ MUTATIONS_PER_MINUTE: '100000', WEBHOOK_ALLOW_CIDR: '10.1.0.0/16' }));
const workspace = useNew(() => app.newWorkspace());
const hooks = useNew(() => webhooksOf(app, workspace));
const URL_OF_HOOK = 'https://hooks.example.com/path?token=in-the-url';
const stored = async () => {
  const { admin } = app.database;
  const tables = ['webhook_endpoint', 'webhook_secret', 'webhook_delivery', 'event', 'audit_event'];
  return Promise.all(tables.map(async (table) => (await admin.query(`SELECT * FROM ledgerlink.${table}`)).rows));
};

describe('a change of webhooks is refused, and nothing is changed,', () => {
  test.each([
    ['createWebhookEndpoint', { url: 'http://127.0.0.1/' }, 'WEBHOOK_URL_NOT_ALLOWED'],
    ['createWebhookEndpoint', { url: 'https://169.254.169.254/' }, 'WEBHOOK_URL_NOT_ALLOWED'],
    ['createWebhookEndpoint', { url: 'ftp://hooks.example.com/' }, 'WEBHOOK_URL_NOT_ALLOWED'],
    ['updateWebhookEndpoint', { url: 'https://user@hooks.example.com/' }, 'WEBHOOK_URL_NOT_ALLOWED'],
    ['replayEvents', {}, 'REPLAY_NOT_CLEAR'],
    ['replayEvents', { to: '2026-01-01T00:00:00Z' }, 'REPLAY_NOT_CLEAR'],
    ['replayEvents', { from: '2026-01-01T00:00:00Z', eventIds: [] }, 'REPLAY_NOT_CLEAR'],
    ['replayEvents', { after: '', eventIds: [] }, 'REPLAY_NOT_CLEAR'],
    ['retryDelivery', { deliveryId: toGlobalId('Delivery', `${newId()}.${newId()}`) }, 'DELIVERY_NOT_FOUND'],
  ])('%s with %j', async (mutation, input: object, code) => {
    const { endpoint } = await hooks.create(URL_OF_HOOK);
    const before = await stored();
    const id = mutation === 'createWebhookEndpoint' || mutation === 'retryDelivery' ? {} : { endpointId: endpoint.id };
    expect(await hooks.mutate(mutation, { ...id, ...input })).toMatchObject({ code });
    expect(await stored()).toEqual(before);
  });

  test.each([
    ['updateWebhookEndpoint', { status: 'DISABLED' }, '`status` must be ENABLED or PAUSED'],
    ['updateWebhookEndpoint', { description: 'x'.repeat(201) }, '`description` must have up to 200'],
    ['rotateWebhookSecret', { overlapHours: 169 }, '`overlapHours` must be 0 to 168'],
    ['rotateWebhookSecret', { overlapHours: -1 }, '`overlapHours` must be 0 to 168'],
    ['replayEvents', { eventIds: Array(101).fill(toGlobalId('Event', newId())) }, '`eventIds` must have up to 100'],
    ['replayEvents', { after: 'x', failedSince: '2026-01-01T00:00:00Z' }, '`after` is not a cursor'],
    ['retryDelivery', { deliveryId: toGlobalId('Event', newId()) }, '`deliveryId` must be the id of a Delivery'],
  ])('%s with %j', async (mutation, input: object, message) => {
    const { endpoint } = await hooks.create(URL_OF_HOOK);
    const type = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input`;
    const id = mutation === 'retryDelivery' ? {} : { endpointId: endpoint.id };
    const query = `mutation($input: ${type}!) { ${mutation}(input: $input) { __typename } }`;
    const { status, errors } = await app.send(query, { input: { ...id, ...input } }, workspace.key);
    expect([status, errors?.[0].message]).toEqual([400, expect.stringContaining(message)]);
  });

  test.each(['updateWebhookEndpoint', 'rotateWebhookSecret', 'deleteWebhookEndpoint', 'sendTestEvent', 'replayEvents'])(
    '%s for an endpoint of another workspace',
    async (mutation) => {
      const foreign = await webhooksOf(app, app.workspace).create(URL_OF_HOOK);
      const before = await stored();
      const more = mutation === 'replayEvents' ? { failedSince: '2026-01-01T00:00:00Z' } : {};
      expect(await hooks.mutate(mutation, { endpointId: foreign.endpoint.id, ...more })).toMatchObject({
        code: 'WEBHOOK_ENDPOINT_NOT_FOUND',
      });
      expect(await stored()).toEqual(before);
      await webhooksOf(app, app.workspace).mutate('deleteWebhookEndpoint', { endpointId: foreign.endpoint.id });
    },
  );

  test('the twenty-first endpoint, also of those that are created at the same time', async () => {
    const made = await Promise.all(Array.from({ length: 24 }, () => hooks.create(URL_OF_HOOK)));
    const refused = made.filter(({ code }) => code === 'TOO_MANY_WEBHOOK_ENDPOINTS');
    expect([made.length - refused.length, refused.length]).toEqual([20, 4]);
  });
});

describe('a secret', () => {
  test('is shown once, stored sealed, and in no log; the audit trail names the host alone', async () => {
    const { endpoint, secret } = await hooks.create(URL_OF_HOOK);
    const rotated = await hooks.rotate(endpoint.id);
    await hooks.update(endpoint.id, { description: 'd', types: [] });
    await hooks.mutate('sendTestEvent', { endpointId: endpoint.id });
    await hooks.mutate('deleteWebhookEndpoint', { endpointId: endpoint.id });
    const places = [
      JSON.stringify(await stored()),
      app.logs(),
      JSON.stringify((await hooks.endpoint(endpoint.id)) ?? null),
    ];
    for (const text of places)
      for (const one of [secret, rotated.secret]) expect(text).not.toContain(one.slice('whsec_'.length));
    const { auditEvents } = await app.ok(
      '{ auditEvents { nodes { action targetLabel changedFields } } }',
      {},
      workspace.key,
    );
    const label = 'hooks.example.com';
    expect(auditEvents.nodes.slice(0, 5).map((one: Json) => [one.action, one.targetLabel, one.changedFields])).toEqual([
      ['webhook.deleted', label, []],
      ['webhook.replayed', label, ['test']],
      ['webhook.updated', label, ['description', 'types']],
      ['webhook.secret_rotated', label, ['secret']],
      ['webhook.created', label, ['url', 'description', 'types']],
    ]);
  });
});
