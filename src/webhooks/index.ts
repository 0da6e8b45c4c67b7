// The slice `webhooks`: sending the events of a workspace to URLs of its own: the endpoints, their secrets, what is due, the
// log of what was delivered, and sending again. What an event is stands in `events`, to which addresses a process may
// connect in `infra/http-client`. This manifest lists what the slice adds to the program; nothing imports the slice
// through it.

import type DataLoader from 'dataloader';
import { loaderById } from '../infra/graphql/loader-by-id.js';
import { mayConnectTo } from '../infra/http-client/public-address.js';
import { every } from '../infra/process/every.js';
import type { Slice } from '../infra/slices/slice.js';
import { webhookAttemptEntity, webhookDeliveryEntity } from './delivery.entity.js';
import type { Delivery, DeliveryAttempt } from './delivery.graphql.js';
import { DeliveryResolver } from './delivery.resolver.js';
import { DeliveryService } from './delivery.service.js';
import type { DeliveryRow } from './delivery-log.repository.js';
import { findEndpoints } from './endpoint.repository.js';
import { EventDeliveriesResolver } from './event-deliveries.resolver.js';
import { ReplayService } from './replay.service.js';
import { webhookSecretEntity } from './secrets/webhook-secret.entity.js';
import type { WebhookSecret } from './secrets/webhook-secret.graphql.js';
import { sealedWebhookSecrets } from './secrets/webhook-secret.repository.js';
import { WebhookSecretService } from './secrets/webhook-secret.service.js';
import { webhookEndpointEntity } from './webhook.entity.js';
import { attemptsLoader, deliveryLoader, eventDeliveriesLoader, secretsLoader } from './webhook.loaders.js';
import { WebhookService } from './webhook.service.js';
import { toWebhookEndpoint, type WebhookEndpoint } from './webhook-endpoint.graphql.js';
import { WebhookEndpointResolver } from './webhook-endpoint.resolver.js';
import { WebhookSenderService } from './webhook-sender.service.js';

interface WebhookServices {
  readonly deliveries: DeliveryService;
  readonly replays: ReplayService;
  readonly webhooks: WebhookService;
  readonly webhookSecrets: WebhookSecretService;
  readonly webhookSender: WebhookSenderService;
}

interface WebhookLoaders {
  readonly webhookEndpoint: DataLoader<string, WebhookEndpoint | null>;
  /** By the id of the endpoint. */
  readonly webhookSecrets: DataLoader<string, WebhookSecret[]>;
  /** By the local id of the event. */
  readonly eventDeliveries: DataLoader<string, DeliveryRow[]>;
  /** By its local id, as are its attempts. */
  readonly delivery: DataLoader<string, Delivery | null>;
  readonly deliveryAttempts: DataLoader<string, DeliveryAttempt[]>;
}

declare module '../infra/slices/slice.js' {
  interface Services extends WebhookServices {}
  interface Loaders extends WebhookLoaders {}
}

const LOOK_MS = 250;
const AFTER_FAILURE_MS = 2_000;

export const webhooks: Slice<WebhookServices, WebhookLoaders> = {
  name: 'webhooks',
  entities: [webhookEndpointEntity, webhookSecretEntity, webhookDeliveryEntity, webhookAttemptEntity],
  sealedTables: [sealedWebhookSecrets],
  resolvers: [
    {
      type: WebhookEndpointResolver,
      create: ({ webhooks, deliveries }) => new WebhookEndpointResolver(webhooks, deliveries),
    },
    { type: DeliveryResolver, create: ({ replays }) => new DeliveryResolver(replays) },
    { type: EventDeliveriesResolver, create: () => new EventDeliveriesResolver() },
  ],
  nodeTypes: {
    WebhookEndpoint: { scope: 'EVENTS_READ', find: ({ loaders }, id) => loaders.webhookEndpoint.load(id) },
    Delivery: { scope: 'EVENTS_READ', natural: true, find: ({ loaders }, local) => loaders.delivery.load(local) },
  },
  jobs: [
    {
      start({ webhookSender }, { config, logger }) {
        // A copy of a database would send the events of the original, too.
        if (!config.tokenRefresh) return () => undefined;
        const stop = every({
          work: () => webhookSender.startDue(),
          firstMs: Math.random() * LOOK_MS,
          everyMs: LOOK_MS,
          afterFailureMs: AFTER_FAILURE_MS,
          onFailure: (error) => logger.fault('due webhook endpoints could not be found', error),
        });
        return () => {
          webhookSender.stopSending();
          stop();
        };
      },
      drain: ({ webhookSender }) => webhookSender.drain(),
    },
  ],
  services: {
    deliveries: ({ database }) => new DeliveryService(database),
    replays: ({ database }, { apiKeys }) => new ReplayService(database, apiKeys),
    webhooks: ({ database, config }, { apiKeys, webhookSecrets: secrets, webhookSender }) =>
      new WebhookService(database, apiKeys, {
        secrets,
        urls: { allowHttp: !config.production, mayConnect: mayConnectTo(config.webhookNetworks) },
        addWorkspace: (workspaceId) => webhookSender.addWorkspace(workspaceId),
      }),
    webhookSecrets: ({ encryption }) => new WebhookSecretService(encryption),
    webhookSender: ({ database, logger, config }, { webhookSecrets: secrets, workspaces, databaseClock }) =>
      new WebhookSenderService({
        ...{ database, secrets, workspaces, logger, now: databaseClock.now },
        mayConnect: mayConnectTo(config.webhookNetworks),
      }),
  },
  loaders: {
    webhookEndpoint: ({ db, workspaceId }) =>
      loaderById((ids) => findEndpoints(db, workspaceId, ids), toWebhookEndpoint),
    webhookSecrets: secretsLoader,
    eventDeliveries: eventDeliveriesLoader,
    delivery: deliveryLoader,
    deliveryAttempts: attemptsLoader,
  },
};
