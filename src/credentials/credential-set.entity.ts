import { key, NOW, optional, required, tableEntity } from '../infra/database/table-entity.js';

export const credentialSetEntity = tableEntity(
  'credential_set',
  {
    workspace_id: key('uuid'),
    id: key('uuid'),
    integration_key: required('text'),
    api_version: required('text'),
    client_id: required('text'),
    status: required('text'),
    saved_at: required('timestamptz', NOW),
    saved_by: required('text'),
    /** When the platform began to refuse these keys. Renewals of its links wait. Cleared by new keys and by a success. */
    faulty_since: optional('timestamptz'),
    /** When the platform's API began to refuse the application, before it looked at a token. Cleared by a read that succeeds. */
    api_refused_since: optional('timestamptz'),
    /** When refusals of tokens in an unknown form had become many in a row. Cleared by a renewal that succeeds. */
    tokens_refused_since: optional('timestamptz'),
    /** When the platform began to refuse the saved secret, while the replaced one still serves. */
    fallback_since: optional('timestamptz'),
    /** An event has told that the platform refuses the keys, and none yet that it accepts them again. */
    fault_told: required('boolean', { default: false }),
    /** When one link tries the refused keys again. */
    probe_at: optional('timestamptz'),
    /** Until then no link is ended: so many were refused at once that customers' revocations are an unlikely cause. */
    judging_paused_until: optional('timestamptz'),
  },
  [
    { columns: ['workspace_id', 'integration_key', 'api_version', 'client_id'], unique: true },
    {
      name: 'credential_set_one_current',
      columns: ['workspace_id', 'integration_key', 'api_version'],
      unique: true,
      where: "status = 'CURRENT'",
    },
  ],
);
