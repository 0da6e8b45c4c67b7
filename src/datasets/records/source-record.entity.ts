import { key, optional, required, tableEntity } from '../../infra/database/table-entity.js';

/** A record as the platform sent it. */
export const sourceRecordEntity = tableEntity(
  'source_record',
  {
    workspace_id: key('uuid'),
    link_id: key('uuid'),
    /** The list of the platform: `sales_invoices`. */
    list: key('text'),
    /** The platform's id of the record. */
    source_id: key('text'),
    /** The first 16 bytes of a SHA-256 of what counts as data. A record with the same hash is not written again. */
    hash: required('bytea'),
    /** Null where raw data are sealed or not kept. */
    raw: optional('jsonb'),
    raw_sealed: optional('text'),
    source_created_at: optional('timestamptz'),
    source_updated_at: optional('timestamptz'),
    /** When the record was last read with a change. */
    read_at: required('timestamptz'),
    /** The platform's time, or when it was found. The record and its model row stay. */
    deleted_at: optional('timestamptz'),
    /** REPORTED by a list of deletions, FLAGGED in its own list, or MISSING from it. */
    deletion: optional('text'),
    /** Of its newest change. Numbers of one list are written in their order, by one process at a time. */
    change_no: required('bigint'),
    /** Of its first change. */
    created_no: required('bigint'),
    /** What its newest change was: CREATED, CHANGED, DELETED or REVIVED. */
    action: required('text'),
    mapper_version: required('integer'),
  },
  [{ columns: ['workspace_id', 'link_id', 'list', 'change_no'] }],
);
