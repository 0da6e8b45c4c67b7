import { key, optional, required, tableEntity } from '../infra/database/table-entity.js';

/** The pull of one list of one link: where it stands, when it is due, and which process has it. */
export const datasetEntity = tableEntity(
  'dataset',
  {
    workspace_id: key('uuid'),
    link_id: key('uuid'),
    list: key('text'),
    /** As the API calls it. */
    dataset: required('text'),
    status: required('text'),
    /** 0: only when it is asked for. */
    interval_minutes: required('integer'),
    /** Null: not before it is asked for. */
    due_at: optional('timestamptz'),
    /** A process has it until then. */
    lease_until: optional('timestamptz'),
    /** Counts the leases. A write of an earlier lease is refused. */
    generation: required('integer'),
    /** The pull that it is or was last part of. */
    pull_id: optional('uuid'),
    is_full_asked: required('boolean'),
    /** It was asked for while it was pulled: one more round follows. */
    is_asked_again: required('boolean'),
    /** Null: no round is under way. */
    position: optional('jsonb'),
    /** The platform's time, in seconds since 1970, up to which its changes are here. */
    watermark: optional('bigint'),
    deleted_watermark: optional('bigint'),
    full_at: optional('timestamptz'),
    audited_at: optional('timestamptz'),
    swept_at: optional('timestamptz'),
    /** The platform leaves deleted records in this list, so that its total counts them. */
    shows_deleted: required('boolean'),
    /** The newest change. */
    change_no: required('bigint'),
    /** The newest change of which an event has told. */
    told_no: required('bigint', { default: 0 }),
    /** The trouble of which an event has told: PERMISSION_DENIED or SUSPICIOUS. Null: none, or its end was told, too. */
    told_status: optional('text'),
    /** Records that are not deleted. */
    live_count: required('bigint'),
    /** Of the round under way, or of the last one. */
    counts: required('jsonb'),
    /** Rounds in a row that failed. */
    failures: required('integer'),
    last_complete_at: optional('timestamptz'),
    last_error: optional('jsonb'),
    /** Of the mapper that has mapped all of its records, or a newer one. */
    mapper_version: required('integer'),
    /** Where mapping its records anew goes on: a newer mapper's version, and the last record that it has mapped. */
    mapping_position: optional('jsonb'),
    /** The newest change of the probe's list that was known before this list was read last. */
    probed_no: optional('bigint'),
    /** Its records are to be deleted. Until they are, it is not pulled. */
    deletion_asked_at: optional('timestamptz'),
  },
  [
    { columns: ['workspace_id', 'due_at'] },
    { name: 'dataset_deletions', columns: ['workspace_id'], where: 'deletion_asked_at IS NOT NULL' },
  ],
);
