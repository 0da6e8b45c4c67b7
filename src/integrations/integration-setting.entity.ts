import { key, optional, required, tableEntity } from '../infra/database/table-entity.js';

/** A workspace's settings of one integration. Changes lock this row, so that they run one after another. */
export const integrationSettingEntity = tableEntity('integration_setting', {
  workspace_id: key('uuid'),
  integration_key: key('text'),
  enabled: required('boolean', { default: false }),
  version: required('integer', { default: 0 }),
  /** The id of the last change. A transaction that is repeated after a lost COMMIT answer finds its own id here. */
  change_id: optional('uuid'),
  updated_at: optional('timestamptz'),
});
