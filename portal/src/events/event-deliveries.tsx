import { Anchor, Title } from '@mantine/core';
import { Link } from 'wouter';
import { Name } from '../ui/name.tsx';
import { endpointAddress } from '../webhooks/address.ts';
import { DeliveryTable } from '../webhooks/delivery-table.tsx';
import type { WebhookActions } from '../webhooks/use-webhook-actions.ts';
import { nameOf } from '../webhooks/webhook-labels.ts';
import type { FullEvent } from './event-facts.tsx';

interface EventDeliveriesProps {
  readonly deliveries: FullEvent['deliveries']['nodes'];
  /** Undefined: the key may not send again. */
  readonly actions: WebhookActions | undefined;
}

/** To which webhook endpoints an event was sent, and what they answered. */
export function EventDeliveries({ deliveries, actions }: EventDeliveriesProps) {
  return (
    <section className="panel" aria-labelledby="deliveries">
      <Title order={2} size="h4" id="deliveries">
        Deliveries
      </Title>
      {deliveries.length === 0 ? (
        <p className="quiet">No webhook endpoint gets it.</p>
      ) : (
        <DeliveryTable
          caption="Deliveries of this event"
          subject="Endpoint"
          deliveries={deliveries}
          actions={actions}
          subjectOf={({ endpoint }) => (
            <Anchor component={Link} href={endpointAddress(endpoint)}>
              <Name>{nameOf(endpoint)}</Name>
            </Anchor>
          )}
        />
      )}
    </section>
  );
}
