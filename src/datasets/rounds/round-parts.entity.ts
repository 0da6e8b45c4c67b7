import { key, optional, required, tableEntity } from '../../infra/database/table-entity.js';

const ofList = { workspace_id: key('uuid'), link_id: key('uuid'), list: key('text') };

/** The ids on one page of a scan that has to see every record. */
export const datasetSeenEntity = tableEntity('dataset_seen', {
  ...ofList,
  scan: key('integer'),
  place: key('integer'),
  ids: required('text', { array: true }),
});

/** A record that is to be read by its id. */
export const datasetTodoEntity = tableEntity('dataset_todo', {
  ...ofList,
  /** NAMED by a changed record, UNKNOWN or MISSING after a sweep, SUSPECT: missing, until another sweep agrees. */
  reason: key('text'),
  source_id: key('text'),
  added_at: required('timestamptz'),
});

/** A record that could not be read. */
export const datasetProblemEntity = tableEntity('dataset_problem', {
  ...ofList,
  /** Where its id is not known, its place in the list: `#417`. */
  source_id: key('text'),
  message: required('text'),
  platform_request_id: optional('text'),
  since: required('timestamptz'),
  attempts: required('integer'),
  /** The generation that met it last. */
  run: required('integer'),
});
