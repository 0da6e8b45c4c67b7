import { key, NOW, required, tableEntity } from '../infra/database/table-entity.js';

export const workspaceEntity = tableEntity('workspace', {
  id: key('uuid'),
  name: required('text'),
  created_at: required('timestamptz', NOW),
  /** The exact URLs to which a customer may be sent back after linking. */
  return_urls: required('text', { array: true, default: () => "'{}'::text[]" }),
});
