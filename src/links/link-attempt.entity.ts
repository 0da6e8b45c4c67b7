import { oneOf } from '../infra/database/statement.js';
import { key, NOW, optional, required, tableEntity } from '../infra/database/table-entity.js';
import { OPEN_STEPS } from './link-attempt.rules.js';

const OPEN = `step ${oneOf(OPEN_STEPS)}`;

/** One attempt to link, from the link URL to its end. The link itself changes only when the attempt is DONE. */
export const linkAttemptEntity = tableEntity(
  'link_attempt',
  {
    workspace_id: key('uuid'),
    id: key('uuid'),
    link_id: required('uuid'),
    step: required('text', { default: () => "'CREATED'::text" }),
    /** Why the attempt ended, or why the last sign-in at the platform failed. */
    reason: optional('text'),
    /** SHA-256 of the token in the link URL. The token itself is not stored. */
    url_hash: required('bytea'),
    expires_at: required('timestamptz'),
    /** The country that the workspace requested. Null: the customer chooses. */
    asked_country_code: optional('text'),
    return_url: optional('text'),
    /** SHA-256 of the cookie of the browser that started the sign-in. */
    browser_hash: optional('bytea'),
    state_hash: optional('bytea'),
    state_expires_at: optional('timestamptz'),
    state_used_at: optional('timestamptz'),
    /** The encrypted PKCE verifier (RFC 7636). */
    verifier_sealed: optional('text'),
    /** The redirect URI sent to the platform. The code exchange must send the same value. */
    redirect_uri: optional('text'),
    /** The country chosen by the customer or by the workspace. */
    country_code: optional('text'),
    credential_set_id: optional('uuid'),
    /** Equal to `credential_set_id` while the attempt is open. Its foreign key keeps the set from being deleted. */
    held_set_id: optional('uuid'),
    /** Not null exactly while CHOOSING. Afterwards the grant belongs to the link, or is ended. */
    grant_id: optional('uuid'),
    /** The company data files to which the sign-in gives access: `BusinessData`. */
    businesses: optional('jsonb'),
    /** Who requested the URL, as named in audit events. */
    actor: required('text'),
    created_at: required('timestamptz', NOW),
    ended_at: optional('timestamptz'),
  },
  [
    { columns: ['workspace_id', 'url_hash'], unique: true },
    { columns: ['workspace_id', 'state_hash'], unique: true },
    { name: 'link_attempt_one_open', columns: ['workspace_id', 'link_id'], unique: true, where: OPEN },
    { name: 'link_attempt_of_link', columns: ['workspace_id', 'link_id', 'id'] },
    { name: 'link_attempt_of_set', columns: ['workspace_id', 'held_set_id'] },
    { name: 'link_attempt_open_until', columns: ['workspace_id', 'expires_at'], where: OPEN },
  ],
);
