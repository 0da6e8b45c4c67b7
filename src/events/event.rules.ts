import { apiError } from '../infra/errors/api-error.js';

/** What can happen in a workspace. The GraphQL enum `EventType` describes each. */
export const EVENT_TYPES = [
  'LINK_LINKED',
  'LINK_RELINKED',
  'LINK_UNLINKED',
  'LINK_DEAUTHORIZED',
  'LINK_RECOVERED',
  'LINK_EXPIRING',
  'LINK_ATTEMPT_FAILED',
  'PULL_COMPLETED',
  'PULL_FAILED',
  'PULL_INITIAL_COMPLETED',
  'DATASET_CHANGED',
  'DATASET_PERMISSION_DENIED',
  'DATASET_SUSPICIOUS',
  'DATASET_RECOVERED',
  'CREDENTIALS_SAVED',
  'CREDENTIALS_FAULTY',
  'CREDENTIALS_RECOVERED',
  'INTEGRATION_ENABLED',
  'INTEGRATION_DISABLED',
  'WEBHOOK_DISABLED',
  'TEST',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

export const toEventCursor = (no: string): string => Buffer.from(no).toString('base64url');

/** The number in a cursor; 0 for an empty one, which stands before all events. Undefined: no cursor of ours. */
export function parseEventCursor(cursor: string): string | undefined {
  if (cursor === '') return '0';
  const no = Buffer.from(cursor, 'base64url').toString('utf8');
  return /^(0|[1-9]\d{0,17})$/.test(no) && toEventCursor(no) === cursor ? no : undefined;
}

/** Makes (does not throw) the error for a cursor after which events were deleted. */
export const eventsWereDeleted = (): Error =>
  apiError(
    'BAD_USER_INPUT',
    'Events after the cursor `after` were deleted, because they were older than events are kept. Read again what you follow, then go on from the cursor of the newest event.',
  );
