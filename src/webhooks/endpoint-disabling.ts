import { recordEvents } from '../events/outbox.repository.js';
import { backgroundTransaction } from '../infra/database/background-reader.js';
import type { Database, Transaction } from '../infra/database/database.js';
import { newId, toGlobalId } from '../infra/ids/ids.js';
import type { Logger } from '../infra/observability/logger.js';
import { cancelWaiting } from './delivery.repository.js';
import { disableEndpoint, type EndpointLease, endpointHeld } from './endpoint.repository.js';

/** An endpoint that has failed for days may have more deliveries that wait than one statement can cancel in its time. */
const CANCELLED_AT_ONCE = 5_000;

/** Cancels what waits for an endpoint, and disables it with an event. @throws the driver's error, also where the lease was lost. */
export async function disableFailing(
  { database, logger }: { readonly database: Database; readonly logger: Logger },
  lease: EndpointLease,
  reason: string,
): Promise<void> {
  const { workspaceId, endpointId } = lease.ref;
  const payload = { webhookEndpointId: toGlobalId('WebhookEndpoint', endpointId), reason };
  const event = { id: newId(), type: 'WEBHOOK_DISABLED', linkId: null, payload } as const;
  const cancelSome = async (tx: Transaction) => {
    const { text, values } = endpointHeld(lease);
    await tx.query(text, values);
    return cancelWaiting(tx, lease.ref, CANCELLED_AT_ONCE);
  };
  let cancelled = CANCELLED_AT_ONCE;
  while (cancelled === CANCELLED_AT_ONCE) cancelled = await backgroundTransaction(database, cancelSome);
  await backgroundTransaction(database, async (tx) => {
    if (await disableEndpoint(tx, lease, reason)) recordEvents(tx, workspaceId, event);
  });
  logger.warn('a webhook endpoint was disabled', { endpointId, reason });
}
