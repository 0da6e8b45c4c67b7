import { key, optional, required, tableEntity } from '../infra/database/table-entity.js';

/** Reference data: the same for every workspace. Written only when a new build has other definitions. */
export const integrationEntity = tableEntity('integration', {
  key: key('text'),
  name: required('text'),
  source_type: required('text'),
  developer_portal_url: required('text'),
  documentation_url: optional('text'),
});
