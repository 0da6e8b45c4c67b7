import { key, required, tableEntity } from '../../infra/database/table-entity.js';

/** The budget of an application or of a link. Its times are microseconds since 1970, of the database's clock. */
export const requestBudgetEntity = tableEntity('request_budget', {
  workspace_id: key('uuid'),
  /** The credential set of the application, or the link. */
  subject_id: key('uuid'),
  /** When all turns that were given out are worked off. */
  tat: required('bigint'),
  /** The same of the turns that were given to pulls. */
  pull_tat: required('bigint'),
  /** The platform refused for its limit: no turn is used before. */
  closed_until: required('bigint'),
});
