import { Field, ID, InputType, Int } from 'type-graphql';
import { OutputType, ProblemType } from '../infra/graphql/output-type.js';
import { Problem } from '../infra/graphql/problem.graphql.js';
import { resultUnion } from '../infra/graphql/result-union.js';
import { DateTime } from '../infra/graphql/scalars.graphql.js';
import { Delivery } from './delivery.graphql.js';
import { WebhookEndpointNotFound } from './webhook-results.graphql.js';

@ProblemType('There is no such delivery in this workspace.')
export class DeliveryNotFound extends Problem {}

@ProblemType('It is not said which events to replay, or in two ways. Nothing was changed.')
export class ReplayNotClear extends Problem {}

@InputType({ description: 'The webhook endpoint to test.' })
export class SendTestEventInput {
  @Field(() => ID, { description: 'The id of the endpoint.' })
  endpointId: string;
}

@OutputType('An event of the type TEST is on its way to this endpoint alone, also where it takes other types.')
export class SendTestEventSuccess {
  @Field(() => Delivery, { description: 'The delivery, which tells the answer when it has come.' })
  delivery: Delivery;
}

export const SendTestEventResult = resultUnion('SendTestEventResult', 'The result of testing an endpoint.', {
  SendTestEventSuccess,
  WebhookEndpointNotFound,
});

@InputType({
  description: 'Which events are sent to an endpoint again: those of `eventIds`, of a time, or those that failed.',
})
export class ReplayEventsInput {
  @Field(() => ID, { description: 'The id of the endpoint.' })
  endpointId: string;

  @Field(() => [ID], { nullable: true, description: 'The ids of up to 100 events.' })
  eventIds?: string[] | null;

  @Field(() => DateTime, {
    nullable: true,
    description: "All events of the endpoint's types that happened from this time on.",
  })
  from?: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'With `from`: only up to this time.' })
  to?: Date | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'All events that happened from this time on, whose delivery failed or was cancelled.',
  })
  failedSince?: Date | null;

  @Field(() => String, {
    nullable: true,
    description:
      'With `from` or `failedSince`: only events after the one with this cursor. To go on with a replay, give its `endCursor`.',
  })
  after?: string | null;
}

@OutputType(
  'The events are on their way, each with the same `webhook-id` as before. A paused endpoint gets them when it is enabled.',
)
export class ReplayEventsSuccess {
  @Field(() => Int, { description: 'How many events are sent again.' })
  count: number;

  @Field(() => Boolean, {
    description:
      'More than 10,000 events were meant, and only the oldest 10,000 are sent. Replay the others with `after`.',
  })
  hasMore: boolean;

  @Field(() => String, {
    nullable: true,
    description:
      'Where there are more, the cursor of the last event that is sent. Repeat the mutation with it as `after`, and all else as before.',
  })
  endCursor: string | null;
}

export const ReplayEventsResult = resultUnion('ReplayEventsResult', 'The result of a replay.', {
  ReplayEventsSuccess,
  WebhookEndpointNotFound,
  ReplayNotClear,
});

@InputType({ description: 'The delivery to try again.' })
export class RetryDeliveryInput {
  @Field(() => ID, { description: 'The id of the delivery.' })
  deliveryId: string;
}

@OutputType('The delivery waits for its next attempt, which is due now.')
export class RetryDeliverySuccess {
  @Field(() => Delivery, { description: 'The delivery.' })
  delivery: Delivery;
}

export const RetryDeliveryResult = resultUnion('RetryDeliveryResult', 'The result of trying a delivery again.', {
  RetryDeliverySuccess,
  DeliveryNotFound,
});
