import { key, optional, required, tableEntity } from '../infra/database/table-entity.js';

/** The numbers of a workspace's newest event and of its newest deleted one. */
export const eventCounterEntity = tableEntity('event_counter', {
  workspace_id: key('uuid'),
  no: required('bigint'),
  deleted_no: required('bigint'),
});

export const eventEntity = tableEntity(
  'event',
  {
    workspace_id: key('uuid'),
    id: key('uuid'),
    /** Rises in the order of commits. It may leave numbers out. */
    no: required('bigint'),
    type: required('text'),
    occurred_at: required('timestamptz'),
    link_id: optional('uuid'),
    /** Ids and counts, as the API shows them. Never a secret, and nothing of a company's books. */
    payload: required('jsonb'),
  },
  [
    { name: 'event_by_no', columns: ['workspace_id', 'no'], unique: true },
    { name: 'event_of_link', columns: ['workspace_id', 'link_id', 'no'], where: 'link_id IS NOT NULL' },
  ],
);
