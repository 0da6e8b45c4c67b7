import './webhooks.css';
import { useQuery } from 'urql';
import { useParams } from 'wouter';
import { WebhookEndpointDocument } from '../gql/graphql.ts';
import { useScope } from '../session/viewer.tsx';
import { useAutoRefetch } from '../ui/use-auto-refetch.ts';
import { usePagedAddress } from '../ui/use-paged-address.ts';
import { DeliveryLog } from './delivery-log.tsx';
import { EndpointNotShown } from './endpoint-not-shown.tsx';
import { EndpointView } from './endpoint-view.tsx';
import { DELIVERY_STATUSES, isDueSoon } from './webhook-labels.ts';

export function EndpointPage() {
  const { id = '' } = useParams<{ id: string }>();
  return <OneEndpoint key={id} id={id} />;
}

/** Reads an endpoint together with a page of its log, and again while an attempt is about to end. */
function OneEndpoint({ id }: { id: string }) {
  const address = usePagedAddress();
  const status = DELIVERY_STATUSES.find((one) => one === address.parameters.get('status'));
  const [result, refetch] = useQuery({
    query: WebhookEndpointDocument,
    variables: { id, status: status ?? null, after: address.after, mayReadCompanies: useScope('COMPANIES_READ') },
  });
  const reload = () => refetch({ requestPolicy: 'network-only' });
  const node = result.data?.node;
  const endpoint = node && 'url' in node ? node : undefined;
  const isUnderWay = endpoint?.status === 'ENABLED' && endpoint.deliveries.nodes.some(isDueSoon);
  useAutoRefetch(reload, isUnderWay, { hasNoEvents: true });
  if (!endpoint) return <EndpointNotShown id={id} result={result} isFirst={address.isFirst} onRetry={reload} />;
  return (
    <EndpointView endpoint={endpoint} error={result.error} onReload={reload}>
      {(actions) => <DeliveryLog endpoint={endpoint} status={status} address={address} actions={actions} />}
    </EndpointView>
  );
}
