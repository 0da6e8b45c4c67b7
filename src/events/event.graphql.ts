import { Field } from 'type-graphql';
import { connectionOf, type Page, toPage } from '../infra/graphql/connection.graphql.js';
import { describedEnum } from '../infra/graphql/described-enum.js';
import { Node } from '../infra/graphql/node.graphql.js';
import { OutputType } from '../infra/graphql/output-type.js';
import { notACursor } from '../infra/graphql/page-arguments.js';
import { DateTime, Json } from '../infra/graphql/scalars.graphql.js';
import { RequiresScope } from '../infra/graphql/scopes.js';
import { localId, toGlobalId } from '../infra/ids/ids.js';
import type { EventType as Type } from './event.rules.js';
import { parseEventCursor, toEventCursor } from './event.rules.js';
import type { EventFilter, EventRow } from './event-page.repository.js';

export const EventType = describedEnum<Type>(
  'EventType',
  'What happened. In webhooks the type is written in lower case with a dot: `link.linked`, `pull.initial_completed`.',
  {
    LINK_LINKED: 'A company was linked for the first time.',
    LINK_RELINKED: 'A company was linked again, after it was unlinked or access was lost.',
    LINK_UNLINKED: 'A company was unlinked by this workspace.',
    LINK_DEAUTHORIZED: 'Access was lost at the platform. `reason` says why. The customer must sign in again.',
    LINK_RECOVERED: 'A late answer of the platform restored an access that was lost.',
    LINK_EXPIRING:
      'The access of a link ends within seven days, or within one, because its tokens could not be renewed. `reason` says why.',
    LINK_ATTEMPT_FAILED:
      'A customer did not finish a sign-in, or the URL expired. `reason` says why. At most ten of one URL are told.',
    PULL_COMPLETED: 'A pull that was asked for ended, and everything was read.',
    PULL_FAILED: 'A pull ended without everything being read. `status` says how.',
    PULL_INITIAL_COMPLETED:
      'The first pull of a link ended, and everything was read. There is no PULL_COMPLETED of the same pull.',
    DATASET_CHANGED: 'A pull changed records of a dataset. `changes` with `afterCursor` of the payload reads them.',
    DATASET_PERMISSION_DENIED: 'The customer who signed in may not read this dataset at the platform.',
    DATASET_SUSPICIOUS: 'Unusually many records of a dataset are missing at the platform. None was deleted yet.',
    DATASET_RECOVERED: 'A dataset can be read again.',
    CREDENTIALS_SAVED: 'The keys of an application were saved.',
    CREDENTIALS_FAULTY: 'The platform refuses the keys of an application. Its links wait.',
    CREDENTIALS_RECOVERED:
      'The platform accepts the keys of an application again, or those that were saved since then.',
    INTEGRATION_ENABLED: 'An integration was enabled.',
    INTEGRATION_DISABLED: 'An integration was disabled.',
    WEBHOOK_DISABLED: 'A webhook endpoint was disabled, because it failed for days or answered 410.',
    TEST: 'A test of a webhook endpoint. Nothing happened.',
  },
);

@RequiresScope('EVENTS_READ')
@OutputType('Something that happened in the workspace. Events are kept for 30 days, unless the operator sets it.', Node)
export class Event extends Node {
  // `link` is resolved by src/links/event-link.resolver.ts.

  @Field(() => String, {
    description:
      'Rises with each event of the workspace, in the order in which the changes were stored. Numbers may be left out.',
  })
  number: string;

  @Field(() => String, {
    description:
      'Stands for the place of this event among all: the argument `after` of query and subscription takes it.',
  })
  cursor: string;

  @Field(() => EventType, { description: 'What happened.' })
  type: Type;

  @Field(() => DateTime, { description: "When it happened, by the database's clock." })
  occurredAt: Date;

  @Field(() => Json, {
    description: 'Ids, counts and reasons. Data are not in it: ask for them with the ids.',
  })
  payload: unknown;

  linkId: string | null;
}

export const EventConnection = connectionOf(Event, {
  edge: 'An event',
  one: 'event',
  many: 'events',
  page: 'events: newest first, or after a cursor oldest first',
});

export const toEvent = ({ id, no, type, occurred_at, link_id, payload }: EventRow): Event =>
  Object.assign(new Event(), {
    id: toGlobalId('Event', id),
    number: no,
    cursor: toEventCursor(no),
    type,
    occurredAt: occurred_at,
    payload,
    linkId: link_id,
  });

/** `rows` may have one row more than `first`. The extra row tells that there is a further page. */
export function toEventPage(rows: readonly EventRow[], first: number, after: boolean): Page<Event> {
  const edges = rows.slice(0, first).map((row) => ({ cursor: toEventCursor(row.no), node: toEvent(row) }));
  return toPage(edges, rows.length > first, after);
}

/** Which events are asked for. @throws BAD_USER_INPUT for no id of a link. */
export const filterOf = ({ types, linkId }: AskedEvents): Omit<EventFilter, 'limit'> => ({
  ...(types && { types }),
  ...(linkId && { linkId: localId(linkId, 'CompanyLink', 'linkId') }),
});

/** The arguments of query and subscription. */
interface AskedEvents {
  readonly types?: readonly Type[] | null | undefined;
  readonly linkId?: string | null | undefined;
}

/**
 * The number of the event that the cursor in an argument, or a header, names; 0 for an empty one.
 * @throws BAD_USER_INPUT for no cursor of ours.
 */
export function eventNumberIn(cursor: string, argument: 'after' | 'before' | 'Last-Event-ID'): string {
  const no = parseEventCursor(cursor);
  if (no === undefined) throw notACursor(argument);
  return no;
}
