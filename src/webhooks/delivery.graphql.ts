import { Field, Int } from 'type-graphql';
import { validate } from 'uuid';
import { connectionOf, type Page, toPage } from '../infra/graphql/connection.graphql.js';
import { describedEnum } from '../infra/graphql/described-enum.js';
import { Node } from '../infra/graphql/node.graphql.js';
import { OutputType } from '../infra/graphql/output-type.js';
import { notACursor } from '../infra/graphql/page-arguments.js';
import { DateTime } from '../infra/graphql/scalars.graphql.js';
import { RequiresScope } from '../infra/graphql/scopes.js';
import { toGlobalId } from '../infra/ids/ids.js';
import type { AttemptRow, DeliveryRow } from './delivery-log.repository.js';

/** The length of a page when `first` is not given. */
export const DELIVERIES_PER_PAGE = 10;

export const DeliveryStatus = describedEnum('DeliveryStatus', 'How far the delivery of an event is.', {
  WAITING: 'The first attempt, or the next one, follows at `nextAttemptAt`.',
  DELIVERED: 'The receiver answered with a status from 200 to 299.',
  FAILED: 'Ten attempts within about 75 hours failed. retryDelivery and replayEvents try again.',
  CANCELLED: 'The endpoint was disabled before the event arrived.',
});
export type DeliveryStatus = keyof typeof DeliveryStatus;

@OutputType('One attempt to deliver an event.')
export class DeliveryAttempt {
  @Field(() => DateTime, { description: 'When the attempt began. Its signature has this time.' })
  at: Date;

  @Field(() => Int, { description: 'How long it took.' })
  durationMs: number;

  @Field(() => Int, { nullable: true, description: 'The HTTP status of the answer. Null: there was none.' })
  status: number | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Why there was no answer: `TIMEOUT` after 20 seconds, `ADDRESS_NOT_ALLOWED` where the host leads to no public address, or an error code of Node.js.',
  })
  error: string | null;

  @Field(() => String, { nullable: true, description: 'The first 1,024 bytes of the answer. Null: it was empty.' })
  answer: string | null;
}

@RequiresScope('EVENTS_READ')
@OutputType('The delivery of one event to one endpoint.', Node)
export class Delivery extends Node {
  // `event`, `endpoint` and `attempts` are resolved by delivery.resolver.ts.

  @Field(() => DeliveryStatus, { description: 'How far it is.' })
  status: DeliveryStatus;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When the next attempt is due. Null: none follows. A paused endpoint has to be enabled first.',
  })
  nextAttemptAt: Date | null;

  endpointId: string;
  eventId: string;
}

/** The part of a delivery's id after its type: an event and an endpoint have one delivery. */
const localIdOf = ({ endpoint_id, event_id }: Pick<DeliveryRow, 'endpoint_id' | 'event_id'>): string =>
  `${endpoint_id}.${event_id}`;

export const toDelivery = (row: DeliveryRow): Delivery =>
  Object.assign(new Delivery(), {
    id: toGlobalId('Delivery', localIdOf(row)),
    status: row.status,
    nextAttemptAt: row.next_attempt_at,
    endpointId: row.endpoint_id,
    eventId: row.event_id,
  });

export const toDeliveryAttempt = (row: AttemptRow): DeliveryAttempt =>
  Object.assign(new DeliveryAttempt(), {
    at: row.at,
    durationMs: row.duration_ms,
    status: row.status,
    error: row.error,
    answer: row.answer,
  });

export const DeliveryConnection = connectionOf(Delivery, {
  edge: 'A delivery',
  one: 'delivery',
  many: 'deliveries',
  page: 'deliveries',
});

const toCursor = (id: string): string => Buffer.from(id).toString('base64url');

/** The place that a cursor names. Undefined: the page begins at the beginning. @throws BAD_USER_INPUT for no cursor of ours. */
export function fromDeliveryCursor(cursor: string | null | undefined): string | undefined {
  if (cursor === undefined || cursor === null) return undefined;
  const id = Buffer.from(cursor, 'base64url').toString('utf8');
  if (!validate(id)) throw notACursor();
  return id;
}

/** `place`: the column by which the page is ordered. `rows` may have one row more than `first`. */
export function toDeliveryPage(
  rows: readonly DeliveryRow[],
  { first, after, place }: { first: number; after: boolean; place: 'event_id' | 'endpoint_id' },
): Page<Delivery> {
  const edges = rows.slice(0, first).map((row) => ({ cursor: toCursor(row[place]), node: toDelivery(row) }));
  return toPage(edges, rows.length > first, after);
}
