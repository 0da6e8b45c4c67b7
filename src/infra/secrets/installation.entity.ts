import { key, NOW, required, tableEntity } from '../database/table-entity.js';

/** The one row that says this database was set up, and with which encryption key. */
export const installationEntity = tableEntity('installation', {
  id: key('smallint'),
  check_sealed: required('text'),
  fingerprint_key_sealed: required('text'),
  catalogue_version: required('bigint', { default: 0 }),
  created_at: required('timestamptz', NOW),
});
