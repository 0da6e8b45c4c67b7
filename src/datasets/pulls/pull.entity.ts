import { key, optional, required, tableEntity } from '../../infra/database/table-entity.js';

/** A pull that was asked for, or a scheduled one that changed something. */
export const pullEntity = tableEntity(
  'pull',
  {
    workspace_id: key('uuid'),
    id: key('uuid'),
    link_id: required('uuid'),
    requested_by: required('text'),
    requested_at: required('timestamptz'),
  },
  [{ columns: ['workspace_id', 'link_id', 'requested_at'] }, { columns: ['workspace_id', 'requested_at'] }],
);

/** What a pull did with one list. */
export const pullPartEntity = tableEntity('pull_part', {
  workspace_id: key('uuid'),
  pull_id: key('uuid'),
  list: key('text'),
  dataset: required('text'),
  status: required('text'),
  started_at: optional('timestamptz'),
  ended_at: optional('timestamptz'),
  counts: required('jsonb'),
  message: optional('text'),
});
