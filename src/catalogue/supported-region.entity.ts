import { key, optional, required, tableEntity } from '../infra/database/table-entity.js';

/** Reference data: the same for every workspace. Written only when a new build has other definitions. */
export const supportedRegionEntity = tableEntity('supported_region', {
  integration_key: key('text'),
  country_code: key('text'),
  position: required('smallint'),
  name: required('text'),
  supported: required('boolean'),
  reason: optional('text'),
});
