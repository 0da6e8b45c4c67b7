// The slice `subscriptions`: the events of a workspace as they happen, for clients that hold a request open: where a stream
// begins, how many there may be, and when they end. What an event is stands in `events`; how a stream is written to its
// connection, in `api` and `infra/http`. This manifest lists what the slice adds to the program; nothing imports the slice
// through it.

import type { Slice } from '../infra/slices/slice.js';
import { EventFeedService } from './event-feed.service.js';
import { EventSubscriptionResolver } from './event-subscription.resolver.js';

interface SubscriptionServices {
  readonly eventFeed: EventFeedService;
}

declare module '../infra/slices/slice.js' {
  interface Services extends SubscriptionServices {}
}

export const subscriptions: Slice<SubscriptionServices> = {
  name: 'subscriptions',
  resolvers: [{ type: EventSubscriptionResolver, create: () => new EventSubscriptionResolver() }],
  // It looks for events only while there are streams. When the process stops, they end at once.
  jobs: [
    {
      start:
        ({ eventFeed }) =>
        () =>
          eventFeed.endAll(),
    },
  ],
  services: {
    // Streams last: the other half of the connections is for requests.
    eventFeed: ({ database, logger, config }) =>
      new EventFeedService(database, logger, Math.floor(config.maxConnections / 2)),
  },
  loaders: {},
};
