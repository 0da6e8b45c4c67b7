import { key, required, tableEntity } from '../infra/database/table-entity.js';

/** Reference data: the same for every workspace. Written only when a new build has other definitions. */
export const setupStepEntity = tableEntity('setup_step', {
  integration_key: key('text'),
  key: key('text'),
  position: required('smallint'),
  title: required('text'),
  instructions: required('text'),
  done_when: required('text'),
});
