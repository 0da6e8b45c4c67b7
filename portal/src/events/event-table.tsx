import { Anchor, Code } from '@mantine/core';
import { Link } from 'wouter';
import type { EventRowFragment } from '../gql/graphql.ts';
import { Moment } from '../ui/moment.tsx';
import { Name } from '../ui/name.tsx';
import { eventAddress, eventsOfLink } from './address.ts';
import { EventCompany } from './event-company.tsx';
import { EVENT, nameInWebhooks } from './event-labels.ts';

interface EventTableProps {
  readonly events: readonly EventRowFragment[];
  /** Whether all of them are of one link, so that no row leads to that list. */
  readonly ofOneLink: boolean;
}

/** One page of events. The first column leads to the event. On a narrow screen each row becomes a card. */
export function EventTable({ events, ofOneLink }: EventTableProps) {
  return (
    <div className="panel">
      <table className="rows">
        <caption className="visually-hidden">Events of this workspace</caption>
        <thead>
          <tr>
            <th scope="col">Event</th>
            <th scope="col">When</th>
            <th scope="col">Company</th>
            <th scope="col">Number</th>
          </tr>
        </thead>
        <tbody>
          {events.map((event) => (
            <tr key={event.id}>
              <th scope="row">
                <Anchor component={Link} href={eventAddress(event)}>
                  {EVENT[event.type]}
                </Anchor>{' '}
                <Code>{nameInWebhooks(event.type)}</Code>
              </th>
              <td data-label="When">
                <Moment at={event.occurredAt} seconds />
              </td>
              <td data-label={event.link ? 'Company' : undefined}>
                <EventCompany event={event} />
                {event.link && !ofOneLink && (
                  <div>
                    <Anchor component={Link} href={eventsOfLink(event.link)}>
                      Only its events
                      <span className="visually-hidden">
                        {' '}
                        of <Name>{event.link.company.name}</Name>
                      </span>
                    </Anchor>
                  </div>
                )}
              </td>
              <td data-label="Number">{event.number}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
