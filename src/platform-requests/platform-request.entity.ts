import { key, optional, required, tableEntity } from '../infra/database/table-entity.js';

/** A write with an idempotency key. It is stored before the write is sent. */
export const platformRequestEntity = tableEntity(
  'platform_request',
  {
    workspace_id: key('uuid'),
    link_id: key('uuid'),
    key_hash: key('bytea'),
    /** Of method, path and body: the key stands for this request alone. */
    request_hash: required('bytea'),
    /** SENT, ANSWERED, or UNKNOWN: it was sent, and whether it was done is not known. */
    state: required('text'),
    /** Counts the requests of the caller that sent it. Only the newest one may write how it ended. */
    attempt: required('integer'),
    /** It was sent with an id by which the platform recognises a repetition. */
    repeatable: required('boolean'),
    started_at: required('timestamptz'),
    status: optional('smallint'),
    /** Null: it is not answered, or the answer was too large to keep. */
    answer_sealed: optional('text'),
  },
  [{ columns: ['workspace_id', 'started_at'] }],
);
