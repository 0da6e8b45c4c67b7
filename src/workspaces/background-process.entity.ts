import { key, required, tableEntity } from '../infra/database/table-entity.js';

/** A process that does background work. Its row is gone when it ends, and does not count when it is old. */
export const backgroundProcessEntity = tableEntity('background_process', {
  id: key('uuid'),
  seen_at: required('timestamptz'),
  /** It has found more due work than it does at once: the others help. */
  has_backlog: required('boolean'),
});
