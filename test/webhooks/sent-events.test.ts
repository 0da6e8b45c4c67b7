import { describe, expect, test } from '@jest/globals';
import { buildSchema, type GraphQLEnumType } from 'graphql';
import type { EventType } from '../../src/events/event.rules.js';
import type { Json } from '../support/app.js';
import { DOCUMENTED_FIELDS } from '../support/documented-events.js';
import { insertEvents } from '../support/insert-events.js';
import { useReceivedWebhooks } from '../support/received-webhooks.js';
import { textOf } from '../support/source-files.js';
import { verify } from '../support/webhook-receiver.js';

const { app, receiver, workspace, hooks, hook, create } = useReceivedWebhooks();

/** Each type of event, as a webhook names it. */
const SENT_AS: Readonly<Record<EventType, string>> = {
  LINK_LINKED: 'link.linked',
  LINK_RELINKED: 'link.relinked',
  LINK_UNLINKED: 'link.unlinked',
  LINK_DEAUTHORIZED: 'link.deauthorized',
  LINK_RECOVERED: 'link.recovered',
  LINK_EXPIRING: 'link.expiring',
  LINK_ATTEMPT_FAILED: 'link.attempt_failed',
  PULL_COMPLETED: 'pull.completed',
  PULL_FAILED: 'pull.failed',
  PULL_INITIAL_COMPLETED: 'pull.initial_completed',
  DATASET_CHANGED: 'dataset.changed',
  DATASET_PERMISSION_DENIED: 'dataset.permission_denied',
  DATASET_SUSPICIOUS: 'dataset.suspicious',
  DATASET_RECOVERED: 'dataset.recovered',
  CREDENTIALS_SAVED: 'credentials.saved',
  CREDENTIALS_FAULTY: 'credentials.faulty',
  CREDENTIALS_RECOVERED: 'credentials.recovered',
  INTEGRATION_ENABLED: 'integration.enabled',
  INTEGRATION_DISABLED: 'integration.disabled',
  WEBHOOK_DISABLED: 'webhook.disabled',
  TEST: 'test',
};

describe('an event', () => {
  // That the product writes these fields is shown where it does, with the same table of the document.
  test('of each type is sent under its name, with its number, its time and the documented fields', async () => {
    const { endpoint, secret } = await create();
    const { TEST: test, ...others } = SENT_AS;
    const payloadOf = (type: EventType) =>
      Object.fromEntries((DOCUMENTED_FIELDS.get(type) ?? []).map((field) => [field, `the ${field} of ${type}`]));
    for (const type of Object.keys(others) as EventType[])
      await insertEvents(app.database, workspace.id, 1, { type, payload: payloadOf(type) });
    await hooks.mutate('sendTestEvent', { endpointId: endpoint.id });
    await hooks.deliver();
    const query = '{ events(after: "", first: 100) { nodes { id number type occurredAt } } }';
    const { nodes } = (await app.ok(query, {}, workspace.key)).events;
    const expected = nodes.map(({ id, number, type, occurredAt }: Json) => {
      const payload = type === 'TEST' ? { webhookEndpointId: endpoint.id } : payloadOf(type);
      const sentAs = type === 'TEST' ? test : others[type as keyof typeof others];
      return { type: sentAs, timestamp: occurredAt, data: { eventId: id, number, ...payload } };
    });
    const got = receiver.at(hook.path).sort((a, b) => a.event.data.number - b.event.data.number);
    expect(got.map(({ event }) => event)).toEqual(expected);
    for (const one of got) verify(one, secret);
  });

  test('has a type of the schema, and each type stands in the document', () => {
    const { EventType } = buildSchema(textOf('schema.graphql')).getTypeMap() as Record<string, GraphQLEnumType>;
    const types = Object.keys(SENT_AS).sort();
    expect(
      EventType?.getValues()
        .map(({ name }) => name)
        .sort(),
    ).toEqual(types);
    expect([...DOCUMENTED_FIELDS.keys()].sort()).toEqual(types);
    expect([...DOCUMENTED_FIELDS.values()].filter((fields) => fields.length === 0)).toEqual([]);
  });
});

describe('events are sent again', () => {
  test('by id, of a time, and as a delivery, each with its id', async () => {
    await hooks.happen(1, 'LINK_LINKED', new Date('2026-11-01T00:00:00Z'));
    await hooks.happen(1, 'LINK_LINKED', new Date('2026-11-02T00:00:00Z'));
    await hooks.happen(1, 'CREDENTIALS_SAVED', new Date('2026-11-02T00:00:00Z'));
    const { endpoint } = await create({ types: ['LINK_LINKED'] });
    const { events } = await app.ok('{ events { nodes { id } } }', {}, workspace.key);
    const replay = async (more: object) => {
      const { count } = await hooks.mutate('replayEvents', { endpointId: endpoint.id, ...more }, 'count');
      await hooks.deliver();
      return count;
    };
    expect(await replay({ eventIds: [events.nodes[0].id] })).toBe(1);
    expect(await replay({ from: '2026-11-01T12:00:00Z' })).toBe(1);
    expect(await replay({ from: '2026-10-01T00:00:00Z', to: '2026-11-01T12:00:00Z' })).toBe(1);
    expect(await replay({ failedSince: '2026-10-01T00:00:00Z' })).toBe(0);
    expect(receiver.at(hook.path).map(({ event }) => event.data.number)).toEqual(['3', '2', '1']);
    const [{ id: deliveryId }] = (await hooks.endpoint(endpoint.id)).deliveries.nodes;
    await hooks.mutate('retryDelivery', { deliveryId });
    await hooks.deliver();
    const ids = receiver.at(hook.path).map(({ headers }) => headers['webhook-id']);
    expect([ids.length, new Set(ids).size, ids[3]]).toEqual([4, 3, ids[0]]);
  });

  test('10,000 at once, and then the others from the cursor on', async () => {
    const { endpoint } = await create();
    await hooks.update(endpoint.id, { status: 'PAUSED' });
    await insertEvents(app.database, workspace.id, 10_003, { type: 'LINK_LINKED' });
    const again = { endpointId: endpoint.id, from: '2026-01-01T00:00:00Z' };
    const replay = (more: object) => hooks.mutate('replayEvents', { ...again, ...more }, 'count hasMore endCursor');
    const { endCursor, ...first } = await replay({});
    expect(first).toMatchObject({ count: 10_000, hasMore: true });
    expect(await replay({ after: endCursor })).toMatchObject({ count: 3, hasMore: false, endCursor: null });
    const { rows } = await app.database.admin.query(
      'SELECT count(*)::int AS count FROM ledgerlink.webhook_delivery WHERE workspace_id = $1',
      [workspace.id],
    );
    expect(rows).toEqual([{ count: 10_003 }]);
    await app.database.admin.query("UPDATE ledgerlink.webhook_delivery SET status = 'FAILED' WHERE workspace_id = $1", [
      workspace.id,
    ]);
    const { from: failedSince, ...failed } = again;
    const rest = await hooks.mutate('replayEvents', { ...failed, failedSince, after: endCursor }, 'count hasMore');
    expect(rest).toMatchObject({ count: 3, hasMore: false });
  });
});
