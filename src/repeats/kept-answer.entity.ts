import { key, optional, required, tableEntity } from '../infra/database/table-entity.js';

/** The answer of a mutation with an idempotency key. It is written in the transaction of the mutation. */
export const keptAnswerEntity = tableEntity(
  'kept_answer',
  {
    workspace_id: key('uuid'),
    key_hash: key('bytea'),
    created_at: required('timestamptz'),
    /** With the hash of the request. Null only before the end of the transaction that inserts the row. */
    answer_sealed: optional('text'),
  },
  [{ columns: ['workspace_id', 'created_at'] }],
);
