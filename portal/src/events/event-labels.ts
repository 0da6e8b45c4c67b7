import type { EventType } from '../gql/graphql.ts';

/** The text of each kind of event, in the order of the forms. */
export const EVENT: Readonly<Record<EventType, string>> = {
  LINK_LINKED: 'Company linked',
  LINK_RELINKED: 'Company linked again',
  LINK_UNLINKED: 'Company unlinked',
  LINK_DEAUTHORIZED: 'Access lost',
  LINK_RECOVERED: 'Access regained',
  LINK_EXPIRING: 'Access ends soon',
  LINK_ATTEMPT_FAILED: 'Sign-in not finished',
  PULL_INITIAL_COMPLETED: 'First pull completed',
  PULL_COMPLETED: 'Pull completed',
  PULL_FAILED: 'Pull failed',
  DATASET_CHANGED: 'Records changed',
  DATASET_PERMISSION_DENIED: 'Dataset without permission',
  DATASET_SUSPICIOUS: 'Many records missing',
  DATASET_RECOVERED: 'Dataset can be read again',
  CREDENTIALS_SAVED: 'Keys saved',
  CREDENTIALS_FAULTY: 'Keys refused by the platform',
  CREDENTIALS_RECOVERED: 'Keys accepted again',
  INTEGRATION_ENABLED: 'Integration enabled',
  INTEGRATION_DISABLED: 'Integration disabled',
  WEBHOOK_DISABLED: 'Webhook endpoint disabled',
  TEST: 'Test',
};
export const EVENT_TYPES = Object.keys(EVENT) as EventType[];

/** The kind as it is written in requests to webhook endpoints: `pull.initial_completed`. */
export const nameInWebhooks = (type: EventType): string => type.toLowerCase().replace('_', '.');
