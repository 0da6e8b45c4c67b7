import { key, optional, required, tableEntity } from '../infra/database/table-entity.js';

/** An event on its way to an endpoint. There is one for each pair: a replay makes it wait again. */
export const webhookDeliveryEntity = tableEntity(
  'webhook_delivery',
  {
    workspace_id: key('uuid'),
    endpoint_id: key('uuid'),
    event_id: key('uuid'),
    status: required('text'),
    /** Attempts since it was made, or since the newest replay. */
    tries: required('integer'),
    next_attempt_at: optional('timestamptz'),
  },
  [
    {
      name: 'webhook_delivery_due',
      columns: ['workspace_id', 'endpoint_id', 'next_attempt_at'],
      where: "status = 'WAITING'",
    },
    { name: 'webhook_delivery_by_status', columns: ['workspace_id', 'endpoint_id', 'status', 'event_id'] },
    { name: 'webhook_delivery_of_event', columns: ['workspace_id', 'event_id'] },
  ],
);

/** What came of each attempt. */
export const webhookAttemptEntity = tableEntity('webhook_attempt', {
  workspace_id: key('uuid'),
  endpoint_id: key('uuid'),
  event_id: key('uuid'),
  id: key('uuid'),
  at: required('timestamptz'),
  duration_ms: required('integer'),
  status: optional('integer'),
  error: optional('text'),
  /** The beginning of the answer. */
  answer: optional('text'),
});
