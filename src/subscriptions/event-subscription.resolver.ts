import { Args, ArgsType, Field, ID, Resolver, Root, type SubscribeResolverData, Subscription } from 'type-graphql';
import type { RequestContext } from '../api/context.js';
import { Event, EventType, eventNumberIn, filterOf, toEvent } from '../events/event.graphql.js';
import type { EventType as Type } from '../events/event.rules.js';
import { RequiresScope } from '../infra/graphql/scopes.js';
import type { EventStream, StreamedEvent } from './event-stream.js';

@ArgsType()
class EventStreamArgs {
  @Field(() => String, {
    nullable: true,
    description:
      'First the events after the one with this cursor. Empty: from the oldest that is kept. Left out: only what happens from now on. The header `Last-Event-ID` goes before it.',
  })
  after?: string | null;

  @Field(() => [EventType], { nullable: true, description: 'Only events of these types.' })
  types?: Type[] | null;

  @Field(() => ID, { nullable: true, description: 'Only events about this link.' })
  linkId?: string | null;
}

@Resolver(() => Event)
export class EventSubscriptionResolver {
  @RequiresScope('EVENTS_READ')
  @Subscription(() => Event, {
    description:
      'What happens in this workspace, as it happens, with `Accept: text/event-stream`. With `after` first what was missed: no event is left out or sent twice, whichever instance answers.',
    subscribe: ({ args, context }: SubscribeResolverData<unknown, EventStreamArgs, RequestContext>) =>
      openEvents(args, context),
  })
  events(@Root() event: StreamedEvent, @Args(() => EventStreamArgs) _args: EventStreamArgs): Event {
    return toEvent(event);
  }
}

async function openEvents(
  { after, ...asked }: EventStreamArgs,
  { actor, stream }: RequestContext,
): Promise<EventStream> {
  if (stream === undefined) throw new Error('a subscription without a stream');
  const { feed, lastEventId } = stream;
  const from =
    lastEventId === undefined
      ? typeof after === 'string' && eventNumberIn(after, 'after')
      : eventNumberIn(lastEventId, 'Last-Event-ID');
  return feed.openStream(actor, { filter: filterOf(asked), after: from || undefined });
}
