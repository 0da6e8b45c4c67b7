import { Field, ID, InputType, Int } from 'type-graphql';
import { EventType } from '../events/event.graphql.js';
import type { EventType as Type } from '../events/event.rules.js';
import { OutputType, ProblemType } from '../infra/graphql/output-type.js';
import { Problem } from '../infra/graphql/problem.graphql.js';
import { resultUnion } from '../infra/graphql/result-union.js';
import { DateTime, Url } from '../infra/graphql/scalars.graphql.js';
import { WebhookEndpoint, WebhookEndpointStatus } from './webhook-endpoint.graphql.js';

const SHOWN_ONCE =
  'The secret that signs the requests, for the verification of Standard Webhooks: `whsec_…`. It is shown in this answer only.';

@ProblemType('There is no such webhook endpoint in this workspace.')
export class WebhookEndpointNotFound extends Problem {}

@ProblemType('Events are not sent to such a URL. Nothing was changed.')
export class WebhookUrlNotAllowed extends Problem {}

@ProblemType('The workspace has as many webhook endpoints as it may have.')
export class TooManyWebhookEndpoints extends Problem {}

@InputType({ description: 'The webhook endpoint to create.' })
export class CreateWebhookEndpointInput {
  @Field(() => Url, {
    description: 'Where events are sent: https, at a public address. Outside of production also http.',
  })
  url: URL;

  @Field(() => String, { nullable: true, description: 'What it is for, up to 200 characters.' })
  description?: string | null;

  @Field(() => [EventType], { nullable: true, description: 'Only events of these types are sent. Left out: all.' })
  types?: Type[] | null;
}

@OutputType('The endpoint was created. It gets the events from now on.')
export class CreateWebhookEndpointSuccess {
  @Field(() => WebhookEndpoint, { description: 'The endpoint.' })
  endpoint: WebhookEndpoint;

  @Field(() => String, { description: SHOWN_ONCE })
  secret: string;
}

export const CreateWebhookEndpointResult = resultUnion(
  'CreateWebhookEndpointResult',
  'The result of creating a webhook endpoint.',
  { CreateWebhookEndpointSuccess, WebhookUrlNotAllowed, TooManyWebhookEndpoints },
);

@InputType({ description: 'The change of a webhook endpoint. What is left out stays as it is.' })
export class UpdateWebhookEndpointInput {
  @Field(() => ID, { description: 'The id of the endpoint.' })
  endpointId: string;

  @Field(() => Url, { nullable: true, description: 'Where events are sent, also those that wait.' })
  url?: URL | null;

  @Field(() => String, { nullable: true, description: 'What it is for, up to 200 characters. Null: nothing is said.' })
  description?: string | null;

  @Field(() => [EventType], { nullable: true, description: 'Only events of these types are sent. Null: all.' })
  types?: Type[] | null;

  @Field(() => WebhookEndpointStatus, {
    nullable: true,
    description: 'ENABLED or PAUSED. An endpoint that was DISABLED is enabled again in the same way.',
  })
  status?: WebhookEndpointStatus | null;
}

@OutputType('The endpoint is as it was asked for.')
export class UpdateWebhookEndpointSuccess {
  @Field(() => WebhookEndpoint, { description: 'The endpoint.' })
  endpoint: WebhookEndpoint;
}

export const UpdateWebhookEndpointResult = resultUnion(
  'UpdateWebhookEndpointResult',
  'The result of changing a webhook endpoint.',
  { UpdateWebhookEndpointSuccess, WebhookEndpointNotFound, WebhookUrlNotAllowed },
);

@InputType({ description: 'The webhook endpoint that gets a new secret.' })
export class RotateWebhookSecretInput {
  @Field(() => ID, { description: 'The id of the endpoint.' })
  endpointId: string;

  @Field(() => Int, {
    nullable: true,
    defaultValue: 24,
    description: 'For how many hours the secret before signs as well, 0 to 168. 0: it has leaked, and ends at once.',
  })
  overlapHours?: number | null;
}

@OutputType('The endpoint has a new secret. Until `previousEndsAt` requests are signed with both.')
export class RotateWebhookSecretSuccess {
  @Field(() => WebhookEndpoint, { description: 'The endpoint.' })
  endpoint: WebhookEndpoint;

  @Field(() => String, { description: SHOWN_ONCE })
  secret: string;

  @Field(() => DateTime, { description: 'Until when the secret before signs as well.' })
  previousEndsAt: Date;
}

export const RotateWebhookSecretResult = resultUnion('RotateWebhookSecretResult', 'The result of a new secret.', {
  RotateWebhookSecretSuccess,
  WebhookEndpointNotFound,
});

@InputType({ description: 'The webhook endpoint to delete.' })
export class DeleteWebhookEndpointInput {
  @Field(() => ID, { description: 'The id of the endpoint.' })
  endpointId: string;
}

@OutputType('The endpoint is deleted, with its secrets and the log of its deliveries.')
export class DeleteWebhookEndpointSuccess {
  @Field(() => ID, { description: 'The id of the deleted endpoint.' })
  deletedId: string;
}

export const DeleteWebhookEndpointResult = resultUnion(
  'DeleteWebhookEndpointResult',
  'The result of deleting a webhook endpoint.',
  { DeleteWebhookEndpointSuccess, WebhookEndpointNotFound },
);
