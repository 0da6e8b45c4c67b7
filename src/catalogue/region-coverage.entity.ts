import { key, optional, required, tableEntity } from '../infra/database/table-entity.js';

/** Reference data: the same for every workspace. Written only when a new build has other definitions. */
export const regionCoverageEntity = tableEntity('region_coverage', {
  integration_key: key('text'),
  country_code: key('text'),
  api_version: key('text'),
  availability: required('text'),
  note: optional('text'),
  source: required('text'),
  as_of: required('date'),
});
