import { Anchor, Code } from '@mantine/core';
import { Link } from 'wouter';
import type { WebhookEndpointsQuery } from '../gql/graphql.ts';
import { Moment } from '../ui/moment.tsx';
import { Name } from '../ui/name.tsx';
import { endpointAddress } from './address.ts';
import { DeliveryStatusTag, EndpointStatusTag } from './status-tags.tsx';
import { kindsOf, nameOf } from './webhook-labels.ts';

type Endpoint = WebhookEndpointsQuery['webhookEndpoints'][number];

/** The endpoints, oldest first. The first column leads to the endpoint. On a narrow screen each row becomes a card. */
export function EndpointTable({ endpoints }: { endpoints: readonly Endpoint[] }) {
  return (
    <div className="panel">
      <table className="rows">
        <caption className="visually-hidden">Webhook endpoints of this workspace</caption>
        <thead>
          <tr>
            <th scope="col">Endpoint</th>
            <th scope="col">State</th>
            <th scope="col">Events</th>
            <th scope="col">Newest delivery</th>
            <th scope="col">Created</th>
          </tr>
        </thead>
        <tbody>
          {endpoints.map((endpoint) => (
            <EndpointRow key={endpoint.id} endpoint={endpoint} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function EndpointRow({ endpoint }: { endpoint: Endpoint }) {
  const [delivery] = endpoint.deliveries.nodes;
  return (
    <tr>
      <th scope="row">
        <Anchor component={Link} href={endpointAddress(endpoint)}>
          <Name>{nameOf(endpoint)}</Name>
        </Anchor>
        <div>
          <Code>
            <Name>{endpoint.url}</Name>
          </Code>
        </div>
      </th>
      <td className="endpoint-state">
        <EndpointStatusTag status={endpoint.status} />
        {endpoint.disabledReason && <p>{endpoint.disabledReason}</p>}
      </td>
      <td data-label="Events">{kindsOf(endpoint)}</td>
      <td data-label="Newest delivery">
        {delivery ? (
          <>
            <DeliveryStatusTag status={delivery.status} /> <Moment at={delivery.event.occurredAt} />
          </>
        ) : (
          'None yet'
        )}
      </td>
      <td data-label="Created">
        <Moment at={endpoint.createdAt} />
      </td>
    </tr>
  );
}
