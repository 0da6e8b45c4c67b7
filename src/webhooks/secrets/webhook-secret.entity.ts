import { key, optional, required, tableEntity } from '../../infra/database/table-entity.js';

/** The secrets that an endpoint's requests are signed with. */
export const webhookSecretEntity = tableEntity('webhook_secret', {
  workspace_id: key('uuid'),
  endpoint_id: key('uuid'),
  id: key('uuid'),
  sealed: required('text'),
  fingerprint: required('text'),
  created_at: required('timestamptz'),
  /** When it stops to sign. Null: it is the newest. */
  ends_at: optional('timestamptz'),
});
