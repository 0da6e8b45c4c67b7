import { auditEntry } from '../audit/audit.service.js';
import { toEventCursor } from '../events/event.rules.js';
import { type EventPlace, findEventPlaces, findEvents } from '../events/event-page.repository.js';
import { recordEvents } from '../events/outbox.repository.js';
import type { Caller } from '../infra/database/caller.js';
import type { Database, Transaction } from '../infra/database/database.js';
import { executeStatement } from '../infra/database/statement.js';
import { newId, toGlobalId } from '../infra/ids/ids.js';
import type { ApiKeyService } from '../workspaces/api-key.service.js';
import { deliveriesWaiting } from './delivery.repository.js';
import { parseDeliveryId } from './delivery.rules.js';
import { findDelivery, findFailed } from './delivery-log.repository.js';
import { type EndpointRow, endpointMadeDue, lockEndpoint } from './endpoint.repository.js';
import { recordOfEndpoint } from './endpoint-changes.repository.js';
import type { EndpointRef } from './secrets/webhook-secret.repository.js';
import { type ReplayOutcome, type RetryOutcome, type TestOutcome, webhookProblem } from './webhook.outcomes.js';

/** Which events are sent again: one of these. */
export interface Replay {
  readonly eventIds?: readonly string[];
  /** Those of the endpoint's types in a time. */
  readonly from?: Date;
  readonly to?: Date;
  /** Those since then whose delivery failed or was cancelled. */
  readonly failedSince?: Date;
  /** Of a time, or of those that failed, only events with a greater number. */
  readonly after?: string;
}

const MOST_REPLAYED = 10_000;

/** Sends events again, and events for a test. */
export class ReplayService {
  constructor(
    private readonly database: Database,
    private readonly apiKeys: ApiKeyService,
  ) {}

  async replay(caller: Caller, endpointId: string, replay: Replay): Promise<ReplayOutcome> {
    const { eventIds, from, to, failedSince, after } = replay;
    const said = [eventIds, from, failedSince].filter((one) => one !== undefined).length;
    const isClear = said === 1 && (to === undefined || from) && (after === undefined || !eventIds);
    if (!isClear) return webhookProblem('ReplayNotClear');
    const ref = { workspaceId: caller.workspaceId, endpointId };
    const found = await this.#onEndpoint(caller, ref, async (tx, endpoint) => {
      const events = await wanted(tx, ref, endpoint, replay);
      const some = events.slice(0, MOST_REPLAYED);
      await this.#wait(tx, caller, ref, { endpoint, ids: some.map(({ id }) => id), field: 'deliveries' });
      const hasMore = events.length > some.length;
      return { count: some.length, hasMore, endCursor: hasMore ? toEventCursor(some.at(-1)?.no ?? '0') : null };
    });
    return found === undefined ? webhookProblem('WebhookEndpointNotFound') : { kind: 'ReplayEventsSuccess', ...found };
  }

  /** `id`: the part of the delivery's id after its type. */
  async retry(caller: Caller, id: string): Promise<RetryOutcome> {
    const { endpointId, eventId } = parseDeliveryId(id) ?? {};
    if (endpointId === undefined || eventId === undefined) return webhookProblem('DeliveryNotFound');
    const ref = { workspaceId: caller.workspaceId, endpointId };
    const delivery = await this.#onEndpoint(caller, ref, async (tx, endpoint) => {
      if ((await findDelivery(tx, ref, eventId)) === undefined) return undefined;
      await this.#wait(tx, caller, ref, { endpoint, ids: [eventId], field: 'deliveries' });
      return findDelivery(tx, ref, eventId);
    });
    return delivery === undefined ? webhookProblem('DeliveryNotFound') : { kind: 'RetryDeliverySuccess', delivery };
  }

  /** An event of its own, for this endpoint alone. */
  async sendTest(caller: Caller, endpointId: string): Promise<TestOutcome> {
    const ref = { workspaceId: caller.workspaceId, endpointId };
    const id = newId();
    const payload = { webhookEndpointId: toGlobalId('WebhookEndpoint', endpointId) };
    const endpoint = await this.#onEndpoint(caller, ref, async (tx, endpoint) => {
      recordEvents(tx, ref.workspaceId, { id, type: 'TEST', linkId: null, payload });
      await this.#record(tx, caller, ref, endpoint, 'test');
      // After the event, which the delivery refers to.
      for (const { text, values } of [deliveriesWaiting(ref, [id], tx.now, 'again'), endpointMadeDue(ref, tx.now)])
        tx.atCommit(text, values, 'last');
      return endpoint;
    });
    if (endpoint === undefined) return webhookProblem('WebhookEndpointNotFound');
    const delivery = await findDelivery(this.database.reader(caller.signal), ref, id);
    if (delivery === undefined) throw new Error('the delivery of a test event was not found');
    return { kind: 'SendTestEventSuccess', delivery };
  }

  /** In one transaction, with the endpoint locked. Undefined: there is none. */
  #onEndpoint<T>(
    caller: Caller,
    ref: EndpointRef,
    work: (tx: Transaction, endpoint: EndpointRow) => Promise<T>,
  ): Promise<T | undefined> {
    return this.database.transaction(caller, async (tx) => {
      await this.apiKeys.assertKeyValid(tx, caller);
      const endpoint = await lockEndpoint(tx, ref);
      return endpoint && work(tx, endpoint);
    });
  }

  async #wait(
    tx: Transaction,
    caller: Caller,
    ref: EndpointRef,
    { endpoint, ids, field }: { endpoint: EndpointRow; ids: readonly string[]; field: string },
  ): Promise<void> {
    if (ids.length === 0) return;
    for (const { text, values } of [deliveriesWaiting(ref, ids, tx.now, 'again'), endpointMadeDue(ref, tx.now)])
      await tx.query(text, values);
    await this.#record(tx, caller, ref, endpoint, field);
  }

  async #record(tx: Transaction, caller: Caller, ref: EndpointRef, { url }: EndpointRow, field: string): Promise<void> {
    const entries = [auditEntry(caller, 'webhook.replayed', ref.endpointId, [field], new URL(url).host)];
    await executeStatement(tx, recordOfEndpoint, { workspaceId: ref.workspaceId, entries });
  }
}

/** The events that a replay names, oldest first where it goes by time, one more than are replayed at most. */
async function wanted(
  tx: Transaction,
  ref: EndpointRef,
  { types }: EndpointRow,
  { eventIds, failedSince, from = new Date(0), to, after = '0' }: Replay,
): Promise<EventPlace[]> {
  const limit = MOST_REPLAYED + 1;
  if (eventIds) return findEvents(tx, ref.workspaceId, eventIds);
  if (failedSince) return findFailed(tx, ref, { since: failedSince, after, limit });
  return findEventPlaces(tx, ref.workspaceId, { from, to: to ?? null, after, types, limit });
}
