// The slice `events`: what happened in a workspace, for programs that follow it: how events are written together with the
// change that they tell of, in which order, and how they are read. What is worth an event is decided by the slice that
// makes the change. Sending them stands in `webhooks`. This manifest lists what the slice adds to the program; nothing
// imports the slice through it.

import type DataLoader from 'dataloader';
import { loaderById } from '../infra/graphql/loader-by-id.js';
import { every } from '../infra/process/every.js';
import type { Slice } from '../infra/slices/slice.js';
import { eventCounterEntity, eventEntity } from './event.entity.js';
import { type Event, toEvent } from './event.graphql.js';
import { EventResolver } from './event.resolver.js';
import { EventService } from './event.service.js';
import { findEvents } from './event-page.repository.js';

interface EventServices {
  readonly events: EventService;
}

interface EventLoaders {
  readonly event: DataLoader<string, Event | null>;
}

declare module '../infra/slices/slice.js' {
  interface Services extends EventServices {}
  interface Loaders extends EventLoaders {}
}

const HOUR_MS = 3_600_000;

export const events: Slice<EventServices, EventLoaders> = {
  name: 'events',
  entities: [eventCounterEntity, eventEntity],
  resolvers: [{ type: EventResolver, create: ({ events }) => new EventResolver(events) }],
  nodeTypes: {
    Event: { scope: 'EVENTS_READ', find: ({ loaders }, id) => loaders.event.load(id) },
  },
  jobs: [
    {
      start: ({ events, workspaces }, { logger }) =>
        every({
          work: () =>
            workspaces.workOnAll({ name: 'deleting old events', logger }, (ids) => events.deleteOutdated(ids)),
          firstMs: HOUR_MS / 20,
          everyMs: HOUR_MS,
          onFailure: (error) => logger.fault('old events could not be deleted', error),
        }),
    },
  ],
  services: {
    events: ({ database, config }, { databaseClock }) =>
      new EventService(database, config.eventRetentionDays, databaseClock.now),
  },
  loaders: {
    event: ({ db, workspaceId }) => loaderById((ids) => findEvents(db, workspaceId, ids), toEvent),
  },
};
