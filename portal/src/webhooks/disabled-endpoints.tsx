import './webhooks.css';
import { Alert, Anchor } from '@mantine/core';
import { useQuery } from 'urql';
import { Link } from 'wouter';
import { DisabledEndpointsDocument } from '../gql/graphql.ts';
import { Name } from '../ui/name.tsx';
import { useAutoRefetch } from '../ui/use-auto-refetch.ts';
import { endpointAddress } from './address.ts';
import { nameOf } from './webhook-labels.ts';

/** The notice on every page about endpoints that were disabled, because their receivers failed. Nothing where none is. */
export function DisabledEndpoints() {
  const [{ data }, refetch] = useQuery({ query: DisabledEndpointsDocument });
  useAutoRefetch(() => refetch({ requestPolicy: 'network-only' }), false);
  const disabled = data?.webhookEndpoints.filter(({ status }) => status === 'DISABLED') ?? [];
  return (
    <div role="status">
      {disabled.length > 0 && (
        <Alert
          role="presentation"
          color="yellow"
          mb="md"
          title={disabled.length === 1 ? 'A webhook endpoint was disabled' : 'Webhook endpoints were disabled'}
        >
          {disabled.map((endpoint) => (
            <p key={endpoint.id} className="disabled-endpoint">
              <Anchor component={Link} href={endpointAddress(endpoint)}>
                <Name>{nameOf(endpoint)}</Name>
              </Anchor>
              : {endpoint.disabledReason} Its events are not sent.
            </p>
          ))}
        </Alert>
      )}
    </div>
  );
}
