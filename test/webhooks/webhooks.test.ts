import type { ServerResponse } from 'node:http';
import { describe, expect, test } from '@jest/globals';
import type { Json } from '../support/app.js';
import { until } from '../support/processes.js';
import { useReceivedWebhooks } from '../support/received-webhooks.js';
import { isSignedBy, verify } from '../support/webhook-receiver.js';

const { app, receiver, workspace, hooks, hook, create } = useReceivedWebhooks();
const statuses = async (id: string) =>
  (await hooks.endpoint(id)).deliveries.nodes.map(({ status }: Json) => status).sort();

describe('an endpoint', () => {
  test('gets each event once, signed, and the log tells it', async () => {
    const { endpoint, secret } = await create({ description: 'orders' });
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(endpoint).toMatchObject({
      url: receiver.url + hook.path,
      description: 'orders',
      types: null,
      status: 'ENABLED',
    });
    await hooks.happen(3);
    await hooks.deliver();
    await hooks.deliver();
    const got = receiver.at(hook.path);
    expect(got.map(({ event }) => [event.type, event.data.number, event.data.n]).sort()).toEqual([
      ['link.linked', '1', 0],
      ['link.linked', '2', 1],
      ['link.linked', '3', 2],
    ]);
    for (const one of got) verify(one, secret);
    const { deliveries } = await hooks.endpoint(endpoint.id);
    expect(deliveries.nodes).toHaveLength(3);
    expect(deliveries.nodes[0]).toMatchObject({
      status: 'DELIVERED',
      nextAttemptAt: null,
      event: { number: '3', type: 'LINK_LINKED' },
      attempts: [{ status: 204, error: null, answer: null, durationMs: expect.any(Number) }],
    });
    const ids = got.map(({ event }) => event.data.eventId);
    expect(ids).toContain(deliveries.nodes[0].event.id);
    const ofEndpoints = '{ webhookEndpoints { deliveries { nodes { id attempts { status } } } } }';
    const ofEvents = '{ events { nodes { deliveries { nodes { status endpoint { url } } } } } }';
    const [seen, told] = [await app.ok(ofEndpoints, {}, workspace.key), await app.ok(ofEvents, {}, workspace.key)];
    expect(seen.webhookEndpoints[0].deliveries.nodes).toHaveLength(3);
    expect(told.events.nodes[0].deliveries.nodes).toEqual([{ status: 'DELIVERED', endpoint: { url: endpoint.url } }]);
  });

  test('gets the types that it takes, from its creation on', async () => {
    await hooks.happen();
    const { endpoint } = await create({ types: ['CREDENTIALS_SAVED'] });
    await hooks.happen();
    await hooks.happen(1, 'CREDENTIALS_SAVED');
    await hooks.deliver();
    expect(receiver.at(hook.path).map(({ event }) => [event.type, event.data.number])).toEqual([
      ['credentials.saved', '3'],
    ]);
    await hooks.update(endpoint.id, { types: null });
    await hooks.happen();
    await hooks.deliver();
    expect(receiver.at(hook.path).map(({ event }) => event.data.number)).toEqual(['3', '4']);
  });

  test('that fails is tried again with the same id and a new signature', async () => {
    const { endpoint, secret } = await create();
    receiver.answerWith((_, response) => void response.writeHead(500).end(`a${'b'.repeat(2_000)}\0`));
    await hooks.happen();
    await hooks.deliver();
    const before = (await hooks.endpoint(endpoint.id)).deliveries.nodes[0];
    expect(before).toMatchObject({ status: 'WAITING', attempts: [{ status: 500, answer: `a${'b'.repeat(1_023)}` }] });
    expect(Date.parse(before.nextAttemptAt) - Date.now()).toBeLessThan(6_100);
    receiver.answerWith();
    await hooks.deliver();
    expect(receiver.at(hook.path)).toHaveLength(1);
    await hooks.skipPauses();
    await hooks.deliver();
    const [first, second] = receiver.at(hook.path);
    if (first === undefined || second === undefined) throw new Error('not received twice');
    expect(second.headers['webhook-id']).toBe(first.headers['webhook-id']);
    verify(second, secret);
    expect((await hooks.endpoint(endpoint.id)).deliveries.nodes[0].attempts.map(({ status }: Json) => status)).toEqual([
      500, 204,
    ]);
  });

  test('that asks for a pause gets one', async () => {
    const { endpoint } = await create();
    receiver.answerWith((_, response) => void response.writeHead(429, { 'retry-after': '600' }).end());
    await hooks.happen(8);
    await hooks.deliver();
    // Four were under way when the first answer came.
    expect(receiver.at(hook.path).length).toBeLessThanOrEqual(4);
    const { nodes } = (await hooks.endpoint(endpoint.id)).deliveries;
    const tried = nodes.filter(({ attempts }: Json) => attempts.length > 0);
    for (const { nextAttemptAt } of tried) expect(Date.parse(nextAttemptAt) - Date.now()).toBeGreaterThan(590_000);
  });

  test('that is gone is disabled with an event; what waits is cancelled, and can be replayed', async () => {
    const { endpoint } = await create();
    const began = new Date(Date.now() - 60_000).toISOString();
    receiver.answerWith((_, response) => void response.writeHead(410).end());
    await hooks.happen(6);
    await hooks.deliver();
    const disabled = await hooks.endpoint(endpoint.id);
    expect(disabled).toMatchObject({ status: 'DISABLED', disabledReason: 'The receiver answered 410 Gone.' });
    expect(new Set(await statuses(endpoint.id))).toEqual(new Set(['CANCELLED']));
    const { events } = await app.ok('{ events(first: 1) { nodes { type payload } } }', {}, workspace.key);
    const payload = { webhookEndpointId: endpoint.id, reason: disabled.disabledReason };
    expect(events.nodes).toEqual([{ type: 'WEBHOOK_DISABLED', payload }]);
    const before = receiver.at(hook.path).length;
    receiver.answerWith();
    await hooks.happen();
    await hooks.deliver();
    expect(receiver.at(hook.path)).toHaveLength(before);
    expect((await hooks.update(endpoint.id, { status: 'ENABLED' })).endpoint).toMatchObject({
      status: 'ENABLED',
      disabledReason: null,
    });
    await hooks.deliver();
    expect(receiver.at(hook.path)).toHaveLength(before);
    const replay = await hooks.mutate('replayEvents', { endpointId: endpoint.id, failedSince: began }, 'count hasMore');
    expect(replay).toMatchObject({ count: 6, hasMore: false });
    await hooks.deliver();
    expect(await statuses(endpoint.id)).toEqual(Array(6).fill('DELIVERED'));
  });

  test('that is paused gets what waited when it is enabled, at its new URL', async () => {
    const { endpoint, secret } = await create();
    await hooks.update(endpoint.id, { status: 'PAUSED' });
    await hooks.happen(2);
    await hooks.deliver();
    expect(receiver.at(hook.path)).toEqual([]);
    await hooks.update(endpoint.id, { status: 'ENABLED', url: `${receiver.url + hook.path}/new` });
    await hooks.deliver();
    expect(receiver.at(`${hook.path}/new`)).toHaveLength(2);
    for (const one of receiver.at(`${hook.path}/new`)) verify(one, secret);
  });

  test('with a new secret is signed with both for a day, and then with the new one', async () => {
    const made = await create();
    const rotated = await hooks.rotate(made.endpoint.id);
    const day = Date.parse(rotated.previousEndsAt) - Date.now();
    expect(Math.round(day / 3_600_000)).toBe(24);
    expect(rotated.endpoint.secrets.map(({ endsAt }: Json) => endsAt)).toEqual([null, rotated.previousEndsAt]);
    const received = async () => {
      await hooks.happen();
      await hooks.deliver();
      const one = receiver.at(hook.path).at(-1);
      if (one === undefined) throw new Error('nothing was received');
      return one;
    };
    const both = await received();
    for (const secret of [made.secret, rotated.secret]) verify(both, secret);
    const again = await hooks.rotate(made.endpoint.id);
    const all = await received();
    for (const { secret } of [made, rotated, again]) verify(all, secret);
    const last = await hooks.rotate(made.endpoint.id, { overlapHours: 0 });
    const alone = await received();
    verify(alone, last.secret);
    for (const { secret } of [made, rotated, again]) expect(() => verify(alone, secret)).toThrow();
    for (let n = 0; n < 6; n++) await hooks.rotate(made.endpoint.id);
    expect((await hooks.endpoint(made.endpoint.id)).secrets).toHaveLength(5);
  });

  test('that gets a new secret while requests are under way is sent the events signed by it', async () => {
    const made = await create();
    const held: ServerResponse[] = [];
    receiver.answerWith((_, response) => void held.push(response));
    await hooks.happen(20);
    await app.services.webhookSender.startDue();
    await until('four requests are under way', async () => held.length === 4);
    const { secret } = await hooks.rotate(made.endpoint.id);
    receiver.answerWith();
    for (const response of held) response.writeHead(204).end();
    await app.services.webhookSender.idle();
    await hooks.deliver();
    const signedByIt = receiver.at(hook.path).filter((one) => isSignedBy(one, secret));
    expect(new Set(signedByIt.map(({ event }) => event.data.number)).size).toBe(20);
    expect(await statuses(made.endpoint.id)).toEqual(Array(10).fill('DELIVERED'));
  });

  test('that hangs holds up no other', async () => {
    await hooks.create(`${receiver.url + hook.path}/slow`);
    await create();
    const held: ServerResponse[] = [];
    receiver.answerWith((one, response) => {
      if (one.path.endsWith('/slow')) held.push(response);
      else response.writeHead(204).end();
    });
    await hooks.happen(20);
    await app.services.webhookSender.startDue();
    await until(
      'the other endpoint got all',
      async () => receiver.at(hook.path).length === 20 && held.length >= 4,
      10_000,
    );
    expect(receiver.at(`${hook.path}/slow`)).toHaveLength(4);
    receiver.answerWith();
    for (const response of held) response.writeHead(204).end();
    await app.services.webhookSender.idle();
    expect(receiver.at(`${hook.path}/slow`)).toHaveLength(20);
  });
});

describe('a test event', () => {
  test('goes to one endpoint alone, whatever types it takes', async () => {
    const one = await create({ types: ['LINK_LINKED'] });
    await hooks.create(`${receiver.url + hook.path}/other`);
    const { delivery } = await hooks.mutate(
      'sendTestEvent',
      { endpointId: one.endpoint.id },
      'delivery { id status event { type payload } }',
    );
    expect(delivery).toMatchObject({ status: 'WAITING', event: { type: 'TEST' } });
    await hooks.deliver();
    expect(
      receiver.received.filter((got) => got.path.startsWith(hook.path)).map((got) => [got.path, got.event.type]),
    ).toEqual([[hook.path, 'test']]);
    const node = 'query($id: ID!) { node(id: $id) { ... on Delivery { status } } }';
    expect(await app.ok(node, { id: delivery.id }, workspace.key)).toEqual({ node: { status: 'DELIVERED' } });
  });
});
