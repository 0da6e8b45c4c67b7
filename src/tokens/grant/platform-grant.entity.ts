import { key, NOW, optional, required, tableEntity } from '../../infra/database/table-entity.js';

/**
 * The grant of a customer's consent: a token pair of one application. `rotation` counts the pairs, and identifies a
 * refresh token together with the id. `generation` counts the refresh attempts. All changes are single statements.
 */
export const platformGrantEntity = tableEntity(
  'platform_grant',
  {
    workspace_id: key('uuid'),
    id: key('uuid'),
    integration_key: required('text'),
    /** The application that obtained the tokens. */
    credential_set_id: required('uuid'),
    /** Equal to `credential_set_id` until the grant ends. Its foreign key keeps the set from being deleted. */
    held_set_id: optional('uuid'),
    /** Null for a platform without countries. */
    country_code: optional('text'),
    /** The platform's id of the user who consented. Links of one application and one user may share a consent. */
    platform_user_id: optional('text'),
    state: required('text', { default: () => "'ACTIVE'::text" }),
    rotation: required('integer', { default: 1 }),
    /** The id given to the pair when it arrived. It tells a pair that is already stored from another pair. */
    pair_id: required('uuid'),
    access_sealed: optional('text'),
    refresh_sealed: optional('text'),
    access_obtained_at: required('timestamptz', NOW),
    access_expires_at: required('timestamptz'),
    /** Null: the platform's refresh tokens do not expire. */
    refresh_expires_at: optional('timestamptz'),
    /** When the pair is renewed if the link is idle. */
    keep_alive_at: required('timestamptz'),
    generation: required('integer', { default: 0 }),
    lease_owner: optional('uuid'),
    lease_until: optional('timestamptz'),
    /** How often the current refresh token was presented, or may have been, without a known answer. */
    unanswered: required('integer', { default: 0 }),
    /** The number of successive failed refreshes. The pause before the next try grows with it. */
    failures: required('integer', { default: 0 }),
    next_try_at: required('timestamptz', NOW),
    /** When its refresh token was refused and the grant deauthorized. Null after a recheck was refused, too. */
    refused_at: optional('timestamptz'),
    /** When it is looked at whether its end has to be told of. Null: it was, or its tokens do not expire. */
    notice_at: optional('timestamptz'),
    created_at: required('timestamptz', NOW),
    ended_at: optional('timestamptz'),
    /** When the platform confirmed that the tokens are revoked. */
    revoked_at: optional('timestamptz'),
  },
  [
    // Its third entry is the later of `keep_alive_at` and `next_try_at`: TypeORM cannot describe an expression.
    { name: 'platform_grant_due', columns: ['workspace_id', 'held_set_id'], where: "state = 'ACTIVE'" },
    {
      name: 'platform_grant_next_try',
      columns: ['workspace_id', 'held_set_id', 'next_try_at'],
      where: "state = 'ACTIVE'",
    },
    {
      name: 'platform_grant_expiry',
      columns: ['workspace_id', 'held_set_id', 'refresh_expires_at'],
      where: "state = 'ACTIVE'",
    },
    {
      name: 'platform_grant_refused',
      columns: ['workspace_id', 'held_set_id', 'refused_at'],
      where: 'refused_at IS NOT NULL',
    },
    { name: 'platform_grant_notice', columns: ['workspace_id', 'notice_at'], where: "state = 'ACTIVE'" },
    { name: 'platform_grant_of_set', columns: ['workspace_id', 'held_set_id', 'platform_user_id'] },
  ],
);
