import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../api/context.js';
import { Event, eventNumberIn } from '../events/event.graphql.js';
import { apiError } from '../infra/errors/api-error.js';
import { toResult } from '../infra/graphql/result-union.js';
import { RequiresScope } from '../infra/graphql/scopes.js';
import { localId, parseGlobalId } from '../infra/ids/ids.js';
import { Delivery, DeliveryAttempt, toDelivery } from './delivery.graphql.js';
import type { ReplayService } from './replay.service.js';
import {
  ReplayEventsInput,
  ReplayEventsResult,
  RetryDeliveryInput,
  RetryDeliveryResult,
  SendTestEventInput,
  SendTestEventResult,
} from './replay-results.graphql.js';
import type { ReplayOutcome, RetryOutcome, TestOutcome } from './webhook.outcomes.js';
import { WebhookEndpoint } from './webhook-endpoint.graphql.js';

const MOST_IDS = 100;

@Resolver(() => Delivery)
export class DeliveryResolver {
  constructor(private readonly replays: ReplayService) {}

  @FieldResolver(() => Event, { description: 'The event.' })
  async event(@Root() { eventId }: Delivery, @Ctx() { loaders }: RequestContext): Promise<Event | null> {
    return loaders.event.load(eventId);
  }

  @FieldResolver(() => WebhookEndpoint, { description: 'The endpoint.' })
  async endpoint(
    @Root() { endpointId }: Delivery,
    @Ctx() { loaders }: RequestContext,
  ): Promise<WebhookEndpoint | null> {
    return loaders.webhookEndpoint.load(endpointId);
  }

  @FieldResolver(() => [DeliveryAttempt], { description: 'All attempts, oldest first, also those before a replay.' })
  async attempts(
    @Root() { endpointId, eventId }: Delivery,
    @Ctx() { loaders }: RequestContext,
  ): Promise<DeliveryAttempt[]> {
    return loaders.deliveryAttempts.load(`${endpointId}.${eventId}`);
  }

  @RequiresScope('WEBHOOKS_WRITE')
  @Mutation(() => SendTestEventResult, { description: 'Sends an event of the type TEST to one endpoint.' })
  async sendTestEvent(
    @Ctx() { caller }: RequestContext,
    @Arg('input', () => SendTestEventInput, { description: 'The endpoint.' }) { endpointId }: SendTestEventInput,
  ): Promise<typeof SendTestEventResult> {
    const id = localId(endpointId, 'WebhookEndpoint', 'endpointId');
    return toResult<TestOutcome, typeof SendTestEventResult>(await this.replays.sendTest(caller, id), {
      SendTestEventSuccess: ({ delivery }) => ({ delivery: toDelivery(delivery) }),
    });
  }

  @RequiresScope('WEBHOOKS_WRITE')
  @Mutation(() => ReplayEventsResult, {
    description: 'Sends events to an endpoint again, or for the first time: by id, of a time, or all that failed.',
  })
  async replayEvents(
    @Ctx() { caller }: RequestContext,
    @Arg('input', () => ReplayEventsInput, { description: 'The endpoint and the events.' })
    { endpointId, eventIds, from, to, failedSince, after }: ReplayEventsInput,
  ): Promise<typeof ReplayEventsResult> {
    if ((eventIds?.length ?? 0) > MOST_IDS)
      throw apiError('BAD_USER_INPUT', `\`eventIds\` must have up to ${MOST_IDS} ids.`);
    const replay = {
      ...(eventIds && { eventIds: eventIds.map((id) => localId(id, 'Event', 'eventIds')) }),
      ...(from && { from }),
      ...(to && { to }),
      ...(failedSince && { failedSince }),
      ...(typeof after === 'string' && { after: eventNumberIn(after, 'after') }),
    };
    const id = localId(endpointId, 'WebhookEndpoint', 'endpointId');
    return toResult<ReplayOutcome, typeof ReplayEventsResult>(await this.replays.replay(caller, id, replay), {});
  }

  @RequiresScope('WEBHOOKS_WRITE')
  @Mutation(() => RetryDeliveryResult, { description: 'Tries a delivery again now, also one that has ended.' })
  async retryDelivery(
    @Ctx() { caller }: RequestContext,
    @Arg('input', () => RetryDeliveryInput, { description: 'The delivery.' }) { deliveryId }: RetryDeliveryInput,
  ): Promise<typeof RetryDeliveryResult> {
    const { type, local } = parseGlobalId(deliveryId, 'deliveryId');
    if (type !== 'Delivery') throw apiError('BAD_USER_INPUT', '`deliveryId` must be the id of a Delivery.');
    const outcome = await this.replays.retry(caller, local);
    return toResult<RetryOutcome, typeof RetryDeliveryResult>(outcome, {
      RetryDeliverySuccess: ({ delivery }) => ({ delivery: toDelivery(delivery) }),
    });
  }
}
