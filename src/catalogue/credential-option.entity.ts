import { key, optional, required, tableEntity } from '../infra/database/table-entity.js';

/** Reference data: the same for every workspace. Written only when a new build has other definitions. */
export const credentialOptionEntity = tableEntity(
  'credential_option',
  {
    integration_key: key('text'),
    api_version: key('text'),
    /** 0 is the newest version. */
    rank: required('smallint'),
    input_field: required('text'),
    label: required('text'),
    fields: required('jsonb'),
    retires_on: optional('date'),
    note: optional('text'),
  },
  [{ columns: ['integration_key', 'input_field'], unique: true }],
);
