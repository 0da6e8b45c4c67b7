import { Code, Title } from '@mantine/core';
import type { EventQuery } from '../gql/graphql.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { Moment } from '../ui/moment.tsx';
import { EventCompany } from './event-company.tsx';
import { nameInWebhooks } from './event-labels.ts';

export type FullEvent = Extract<NonNullable<EventQuery['node']>, { payload: unknown }>;

/** What is known of an event, and its payload. */
export function EventFacts({ event }: { event: FullEvent }) {
  const payload = JSON.stringify(event.payload, null, 2);
  return (
    <section className="panel" aria-labelledby="event">
      <Title order={2} size="h4" id="event">
        What happened
      </Title>
      <dl className="details">
        <div>
          <dt>When</dt>
          <dd>
            <Moment at={event.occurredAt} seconds />
          </dd>
        </div>
        <div>
          <dt>Kind</dt>
          <dd>
            <Code>{nameInWebhooks(event.type)}</Code>
          </dd>
        </div>
        {event.link && (
          <div>
            <dt>Company</dt>
            <dd>
              <EventCompany event={event} />
            </dd>
          </div>
        )}
        <div>
          <dt>Number</dt>
          <dd>{event.number}</dd>
        </div>
      </dl>
      <div className="copyable">
        <span>Payload</span>
        <CopyButton what="the payload" text={payload} />
      </div>
      <Code block className="wrapped">
        {payload}
      </Code>
    </section>
  );
}
