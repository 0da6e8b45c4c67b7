import type { DeliveryStatus, WebhookEndpointStatus } from '../gql/graphql.ts';
import { Tag } from '../ui/tag.tsx';
import { DELIVERY_STATUS, ENDPOINT_STATUS } from './webhook-labels.ts';

export const EndpointStatusTag = ({ status }: { status: WebhookEndpointStatus }) => (
  <Tag tone={ENDPOINT_STATUS[status].tone}>{ENDPOINT_STATUS[status].label}</Tag>
);

export const DeliveryStatusTag = ({ status }: { status: DeliveryStatus }) => (
  <Tag tone={DELIVERY_STATUS[status].tone}>{DELIVERY_STATUS[status].label}</Tag>
);
