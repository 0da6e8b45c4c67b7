import { key, optional, required, tableEntity } from '../infra/database/table-entity.js';

/** Where a workspace's events are sent. */
export const webhookEndpointEntity = tableEntity(
  'webhook_endpoint',
  {
    workspace_id: key('uuid'),
    id: key('uuid'),
    url: required('text'),
    description: optional('text'),
    /** Null: events of all types. */
    types: optional('text', { array: true }),
    status: required('text'),
    disabled_reason: optional('text'),
    created_at: required('timestamptz'),
    /** Events up to this number have their deliveries, where the endpoint takes them. */
    event_no: required('bigint'),
    /** When the next delivery is due. Null: none waits, as far as the process knew that had the lease. */
    due_at: optional('timestamptz'),
    /** Nothing is sent before, because the receiver cannot keep up. */
    rests_until: optional('timestamptz'),
    lease_until: optional('timestamptz'),
    /** Rises with each lease. A process writes only while the one that it took is the newest. */
    generation: required('integer'),
    failing_since: optional('timestamptz'),
    overloads: required('integer'),
  },
  [{ name: 'webhook_endpoint_due', columns: ['workspace_id', 'status', 'due_at'] }],
);
