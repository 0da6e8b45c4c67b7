import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../api/context.js';
import { apiError } from '../infra/errors/api-error.js';
import type { Page } from '../infra/graphql/connection.graphql.js';
import { checkFirst, First } from '../infra/graphql/page-arguments.js';
import { RequiresScope } from '../infra/graphql/scopes.js';
import { Event, EventConnection, EventType, eventNumberIn, filterOf, toEventPage } from './event.graphql.js';
import { eventsWereDeleted, type EventType as Type } from './event.rules.js';
import type { EventService } from './event.service.js';

@Resolver(() => Event)
export class EventResolver {
  constructor(private readonly service: EventService) {}

  @RequiresScope('EVENTS_READ')
  @Query(() => EventConnection, {
    description:
      'What happened in this workspace, newest first; with `before` what is older. With `after` oldest first: keep the last cursor and ask again, and nothing is missed.',
  })
  async events(
    @Ctx() { caller }: RequestContext,
    @First('events') requestedFirst?: number | null,
    @Arg('after', () => String, {
      nullable: true,
      description: 'Only events after the one with this cursor, oldest first. Empty: from the oldest that is kept.',
    })
    after?: string | null,
    @Arg('types', () => [EventType], { nullable: true, description: 'Only events of these types.' })
    types?: Type[] | null,
    @Arg('linkId', () => ID, { nullable: true, description: 'Only events about this link.' })
    linkId?: string | null,
    @Arg('before', () => String, {
      nullable: true,
      description: 'Only events before the one with this cursor, newest first: the `endCursor` of the page before.',
    })
    before?: string | null,
  ): Promise<Page<Event>> {
    const first = checkFirst(requestedFirst);
    if (typeof after === 'string' && typeof before === 'string') throw bothWays();
    const filter = {
      limit: first + 1,
      ...filterOf({ types, linkId }),
      ...(typeof before === 'string' && { before: eventNumberIn(before, 'before') }),
    };
    const from = typeof after === 'string' ? eventNumberIn(after, 'after') : undefined;
    const rows = await this.service.list(caller, filter, from);
    if (rows === undefined) throw eventsWereDeleted();
    return toEventPage(rows, first, from !== undefined || filter.before !== undefined);
  }
}

const bothWays = () =>
  apiError('BAD_USER_INPUT', 'Only one of `after` and `before` can be given: they read in opposite directions.');
