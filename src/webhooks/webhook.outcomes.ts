import { type Problem, problemsOf } from '../infra/errors/problem.js';
import type { DeliveryRow } from './delivery-log.repository.js';
import type { EndpointRow } from './endpoint.repository.js';

export type EndpointMissing = Problem<'WebhookEndpointNotFound'>;
export type UrlRefused = Problem<'WebhookUrlNotAllowed'>;

export type CreateOutcome =
  | { kind: 'CreateWebhookEndpointSuccess'; endpoint: EndpointRow; secret: string }
  | UrlRefused
  | Problem<'TooManyWebhookEndpoints'>;
export type UpdateOutcome =
  | { kind: 'UpdateWebhookEndpointSuccess'; endpoint: EndpointRow }
  | EndpointMissing
  | UrlRefused;
export type RotateOutcome =
  | { kind: 'RotateWebhookSecretSuccess'; endpoint: EndpointRow; secret: string; previousEndsAt: Date }
  | EndpointMissing;
export type DeleteOutcome = { kind: 'DeleteWebhookEndpointSuccess'; deletedId: string } | EndpointMissing;
export type TestOutcome = { kind: 'SendTestEventSuccess'; delivery: DeliveryRow } | EndpointMissing;
export type ReplayOutcome =
  | { kind: 'ReplayEventsSuccess'; count: number; hasMore: boolean; endCursor: string | null }
  | EndpointMissing
  | Problem<'ReplayNotClear'>;
export type RetryOutcome = { kind: 'RetryDeliverySuccess'; delivery: DeliveryRow } | Problem<'DeliveryNotFound'>;

export const webhookProblem = problemsOf({
  WebhookEndpointNotFound:
    'There is no such webhook endpoint in this workspace. The query `webhookEndpoints` lists them.',
  WebhookUrlNotAllowed:
    'Events are not sent to this URL. It must be https, without a user and a fragment, and lead to a public address at port 443 or 8443. The operator can allow own networks with WEBHOOK_ALLOW_CIDR.',
  TooManyWebhookEndpoints: 'A workspace has 20 webhook endpoints at most. Delete one that is not used.',
  ReplayNotClear:
    'Say what to replay by one of `eventIds`, `failedSince`, or `from` with or without `to`. `after` goes with `failedSince` and `from`.',
  DeliveryNotFound: 'There is no such delivery in this workspace. Deliveries go with their events and endpoints.',
});
