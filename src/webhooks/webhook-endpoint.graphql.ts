import { Field } from 'type-graphql';
import { EventType } from '../events/event.graphql.js';
import type { EventType as Type } from '../events/event.rules.js';
import { describedEnum } from '../infra/graphql/described-enum.js';
import { Node } from '../infra/graphql/node.graphql.js';
import { OutputType } from '../infra/graphql/output-type.js';
import { DateTime, Url } from '../infra/graphql/scalars.graphql.js';
import { RequiresScope } from '../infra/graphql/scopes.js';
import { toGlobalId } from '../infra/ids/ids.js';
import type { EndpointRow } from './endpoint.repository.js';

export const WebhookEndpointStatus = describedEnum('WebhookEndpointStatus', 'Whether events are sent to an endpoint.', {
  ENABLED: 'Events are sent.',
  PAUSED: 'Nothing is sent. Events wait, and are sent when the endpoint is enabled again.',
  DISABLED:
    'Nothing is sent, because the receiver failed for five days or answered 410. What waited was cancelled. Enabled again, it gets the events from then on; replayEvents sends what it missed.',
});
export type WebhookEndpointStatus = keyof typeof WebhookEndpointStatus;

@RequiresScope('EVENTS_READ')
@OutputType('A URL to which events are sent, signed by Standard Webhooks 1.0.', Node)
export class WebhookEndpoint extends Node {
  // `secrets` and `deliveries` are resolved by webhook-endpoint.resolver.ts.

  @Field(() => Url, { description: 'Where events are sent.' })
  url: string;

  @Field(() => String, { nullable: true, description: 'What the endpoint is for.' })
  description: string | null;

  @Field(() => [EventType], { nullable: true, description: 'Only events of these types are sent. Null: all are.' })
  types: readonly Type[] | null;

  @Field(() => WebhookEndpointStatus, { description: 'Whether events are sent.' })
  status: WebhookEndpointStatus;

  @Field(() => String, { nullable: true, description: 'Why the endpoint is DISABLED, for people. Null: it is not.' })
  disabledReason: string | null;

  @Field(() => DateTime, { description: 'When the endpoint was created.' })
  createdAt: Date;

  localId: string;
}

export const toWebhookEndpoint = (row: EndpointRow): WebhookEndpoint =>
  Object.assign(new WebhookEndpoint(), {
    id: toGlobalId('WebhookEndpoint', row.id),
    localId: row.id,
    url: row.url,
    description: row.description,
    types: row.types,
    status: row.status,
    disabledReason: row.disabled_reason,
    createdAt: row.created_at,
  });
