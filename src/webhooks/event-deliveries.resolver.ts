import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../api/context.js';
import { Event } from '../events/event.graphql.js';
import type { Page } from '../infra/graphql/connection.graphql.js';
import { After, checkFirst, First } from '../infra/graphql/page-arguments.js';
import { CountedPage } from '../infra/graphql/page-limits.js';
import { localId } from '../infra/ids/ids.js';
import { type Delivery, DeliveryConnection, fromDeliveryCursor, toDeliveryPage } from './delivery.graphql.js';
import type { DeliveryService } from './delivery.service.js';

@Resolver(() => Event)
export class EventDeliveriesResolver {
  constructor(private readonly service: DeliveryService) {}

  @CountedPage()
  @FieldResolver(() => DeliveryConnection, { description: 'The deliveries of the event to webhook endpoints.' })
  async deliveries(
    @Root() { id }: Event,
    @Ctx() { caller }: RequestContext,
    @First('deliveries', 10) requestedFirst?: number | null,
    @After('deliveries') after?: string | null,
  ): Promise<Page<Delivery>> {
    const first = checkFirst(requestedFirst);
    const place = fromDeliveryCursor(after);
    const filter = { eventId: localId(id, 'Event', 'id'), limit: first + 1, ...(place && { after: place }) };
    const rows = await this.service.list(caller, filter);
    return toDeliveryPage(rows, { first, after: place !== undefined, place: 'endpoint_id' });
  }
}
