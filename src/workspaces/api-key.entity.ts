import { key, NOW, optional, required, tableEntity } from '../infra/database/table-entity.js';

export const apiKeyEntity = tableEntity(
  'api_key',
  {
    workspace_id: key('uuid'),
    id: key('uuid'),
    name: required('text'),
    prefix: required('text'),
    /** SHA-256 of the whole key. */
    secret_hash: required('bytea'),
    scopes: required('text', { array: true }),
    created_by: required('text'),
    created_at: required('timestamptz', NOW),
    expires_at: optional('timestamptz'),
    last_used_at: optional('timestamptz'),
    revoked_at: optional('timestamptz'),
  },
  [{ columns: ['workspace_id', 'prefix'], unique: true }],
);
