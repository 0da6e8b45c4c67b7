import { Anchor, Button, NativeSelect, Title } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import { eventAddress } from '../events/address.ts';
import { EventCompany } from '../events/event-company.tsx';
import { EVENT } from '../events/event-labels.ts';
import type { DeliveryStatus } from '../gql/graphql.ts';
import { FilterForm } from '../ui/filter-form.tsx';
import { Moment } from '../ui/moment.tsx';
import { Pager } from '../ui/pager.tsx';
import { useHeadingOfPage } from '../ui/use-heading-of-page.ts';
import type { PagedAddress } from '../ui/use-paged-address.ts';
import { DeliveryTable } from './delivery-table.tsx';
import type { FullEndpoint } from './endpoint-view.tsx';
import { ReplayDialog } from './replay-dialog.tsx';
import type { WebhookActions } from './use-webhook-actions.ts';
import { DELIVERY_STATUS, DELIVERY_STATUSES } from './webhook-labels.ts';

interface DeliveryLogProps {
  readonly endpoint: FullEndpoint;
  readonly status: DeliveryStatus | undefined;
  readonly address: PagedAddress;
  readonly actions: WebhookActions | undefined;
}

/** What was sent to an endpoint, and what waits: the newest event first. */
export function DeliveryLog({ endpoint, status, address, actions }: DeliveryLogProps) {
  const heading = useHeadingOfPage(address.after);
  const [isReplaying, setReplaying] = useState(false);
  const { nodes, pageInfo } = endpoint.deliveries;
  return (
    <section className="panel log" aria-labelledby="log">
      <div className="log-head">
        <Title order={2} size="h4" id="log" ref={heading} tabIndex={-1}>
          Deliveries
        </Title>
        {actions && (
          <Button variant="default" onClick={() => setReplaying(true)}>
            Replay what failed
          </Button>
        )}
      </div>
      <FilterForm filter={status === undefined ? {} : { status }} onFilter={address.show}>
        <NativeSelect
          name="status"
          label="Status"
          defaultValue={status ?? ''}
          data={[
            { value: '', label: 'All deliveries' },
            ...DELIVERY_STATUSES.map((value) => ({ value, label: DELIVERY_STATUS[value].label })),
          ]}
        />
      </FilterForm>
      <p role="status" className="visually-hidden">
        {nodes.length} {nodes.length === 1 ? 'delivery' : 'deliveries'} on page {address.page}
      </p>
      {nodes.length === 0 ? (
        <p className="quiet">
          {status === undefined
            ? 'Nothing was sent yet. Send a test event to try it.'
            : 'None of the deliveries matches.'}
        </p>
      ) : (
        <DeliveryTable
          caption="Deliveries on this page"
          subject="Event"
          deliveries={nodes}
          actions={actions}
          subjectOf={({ event }) => (
            <>
              <Anchor component={Link} href={eventAddress(event)}>
                {EVENT[event.type]}
              </Anchor>{' '}
              <EventCompany event={event} />
              <div className="quiet">
                <Moment at={event.occurredAt} seconds />
              </div>
            </>
          )}
        />
      )}
      <Pager what="deliveries" pageInfo={pageInfo} address={address} />
      {isReplaying && (
        <ReplayDialog
          endpointId={endpoint.id}
          onClose={() => setReplaying(false)}
          onDone={(notice) => {
            setReplaying(false);
            actions?.finish(notice);
          }}
        />
      )}
    </section>
  );
}
