import DataLoader from 'dataloader';
import type { LoaderContext } from '../infra/slices/slice.js';
import { type Delivery, type DeliveryAttempt, toDelivery, toDeliveryAttempt } from './delivery.graphql.js';
import { parseDeliveryId } from './delivery.rules.js';
import { type DeliveryRow, findAttempts, findDeliveriesOfEvents, findDelivery } from './delivery-log.repository.js';
import { toWebhookSecret, type WebhookSecret } from './secrets/webhook-secret.graphql.js';
import { findSecrets } from './secrets/webhook-secret.repository.js';

/** The secrets that sign now, by the id of the endpoint. */
export const secretsLoader = ({ db, workspaceId }: LoaderContext): DataLoader<string, WebhookSecret[]> =>
  new DataLoader(async (ids) => {
    const rows = await findSecrets(db, workspaceId, ids);
    return ids.map((id) => rows.filter(({ endpoint_id }) => endpoint_id === id).map(toWebhookSecret));
  });

/** The attempts of deliveries, by the local ids of these. */
export const attemptsLoader = ({ db, workspaceId }: LoaderContext): DataLoader<string, DeliveryAttempt[]> =>
  new DataLoader(async (ids) => {
    const wanted = ids.flatMap((id) => parseDeliveryId(id) ?? []);
    const keys = wanted.map(({ endpointId, eventId }) => ({ endpoint_id: endpointId, event_id: eventId }));
    const rows = await findAttempts(db, workspaceId, keys);
    return ids.map((id) =>
      rows.filter(({ endpoint_id, event_id }) => id === `${endpoint_id}.${event_id}`).map(toDeliveryAttempt),
    );
  });

/** The deliveries of an event, by its local id. */
export const eventDeliveriesLoader = ({ db, workspaceId }: LoaderContext): DataLoader<string, DeliveryRow[]> =>
  new DataLoader(async (eventIds) => {
    const found = new Map(eventIds.map((id) => [id, [] as DeliveryRow[]]));
    for (const row of await findDeliveriesOfEvents(db, workspaceId, eventIds)) found.get(row.event_id)?.push(row);
    return [...found.values()];
  });

/** Deliveries by their local ids. */
export const deliveryLoader = ({ db, workspaceId }: LoaderContext): DataLoader<string, Delivery | null> =>
  new DataLoader((ids) =>
    Promise.all(
      ids.map(async (id) => {
        const { endpointId, eventId } = parseDeliveryId(id) ?? {};
        if (endpointId === undefined || eventId === undefined) return null;
        const row = await findDelivery(db, { workspaceId, endpointId }, eventId);
        return row ? toDelivery(row) : null;
      }),
    ),
  );
