import { key, NOW, optional, required, tableEntity } from '../infra/database/table-entity.js';

/** One secret of a credential set, as ciphertext and a keyed fingerprint. There is no column for plaintext. */
export const credentialSecretEntity = tableEntity(
  'credential_secret',
  {
    workspace_id: key('uuid'),
    credential_set_id: key('uuid'),
    /** The field's name in the credential option: clientSecret, signingSecret … */
    field: key('text'),
    /** A JWE. Null after it was erased, which happens when no link uses a superseded set any more. */
    sealed: optional('text'),
    fingerprint: required('bytea'),
    set_at: required('timestamptz', NOW),
    /** The previous secret. It is kept for a day in case the platform does not accept the new one yet. */
    previous_sealed: optional('text'),
    previous_until: optional('timestamptz'),
  },
  [
    {
      name: 'credential_secret_fallback',
      columns: ['workspace_id', 'previous_until'],
      where: 'previous_until IS NOT NULL',
    },
  ],
);
