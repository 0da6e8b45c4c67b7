import { EVENT } from '../events/event-labels.ts';
import type { DeliveryRowFragment, DeliveryStatus, EndpointFragment, WebhookEndpointStatus } from '../gql/graphql.ts';
import type { Tone } from '../ui/tag.tsx';

interface Label {
  readonly label: string;
  readonly tone: Tone;
}

export const ENDPOINT_STATUS: Readonly<Record<WebhookEndpointStatus, Label>> = {
  ENABLED: { label: 'Active', tone: 'good' },
  PAUSED: { label: 'Paused', tone: 'attention' },
  DISABLED: { label: 'Disabled', tone: 'attention' },
};

export const DELIVERY_STATUS: Readonly<Record<DeliveryStatus, Label>> = {
  WAITING: { label: 'Waiting', tone: 'plain' },
  DELIVERED: { label: 'Delivered', tone: 'good' },
  FAILED: { label: 'Failed', tone: 'attention' },
  CANCELLED: { label: 'Cancelled', tone: 'plain' },
};
export const DELIVERY_STATUSES = Object.keys(DELIVERY_STATUS) as DeliveryStatus[];

/** What an endpoint is called: its description, or the host of its URL. */
export const nameOf = ({ url, description }: Pick<EndpointFragment, 'url' | 'description'>): string =>
  description || new URL(url).host;

/** Which kinds of events an endpoint gets, in a few words. */
export const kindsOf = ({ types }: Pick<EndpointFragment, 'types'>): string => {
  if (types === null) return 'All';
  return types.map((type) => EVENT[type]).join(', ');
};

/** The text for each `error` of an attempt. One that is not listed is shown as its code. */
const ERRORS: Readonly<Record<string, string>> = {
  TIMEOUT: 'No answer within 20 seconds',
  ADDRESS_NOT_ALLOWED: 'The host leads to no public address',
  ECONNREFUSED: 'The connection was refused',
  ECONNRESET: 'The connection was closed',
  ENOTFOUND: 'The host was not found',
  CERT_HAS_EXPIRED: 'The certificate has expired',
};

type Attempt = DeliveryRowFragment['attempts'][number];

/** What came of an attempt. */
export const outcomeOf = ({ status, error }: Attempt): string => {
  if (status !== null) return `Status ${status}`;
  return ERRORS[error ?? ''] ?? error ?? 'No answer';
};

/** How far ahead of an attempt the page begins to ask for its end, in ms. */
const SOON_MS = 15_000;

/** Whether the end of a delivery's next attempt can be expected soon. No event tells it. */
export const isDueSoon = ({ status, nextAttemptAt }: DeliveryRowFragment): boolean =>
  status === 'WAITING' && nextAttemptAt !== null && Date.parse(nextAttemptAt) - Date.now() < SOON_MS;
