import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * The grant of a customer's consent: a token pair of one application. `rotation` counts the pairs, and identifies a
 * refresh token together with the id. `generation` counts the refresh attempts. All changes are single statements.
 */
@Entity({ schema: 'ledgerlink', name: 'platform_grant' })
@Index('platform_grant_keep_alive', ['workspaceId', 'keepAliveAt'], { where: "state = 'ACTIVE'" })
@Index('platform_grant_refused', ['workspaceId', 'heldSetId', 'refusedAt'], {
  where: 'refused_at IS NOT NULL',
})
@Index('platform_grant_of_set', ['workspaceId', 'heldSetId', 'platformUserId'])
export class PlatformGrantEntity {
  @PrimaryColumn('uuid', { name: 'workspace_id' })
  workspaceId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('text', { name: 'integration_key' })
  integrationKey: string;

  /** The application that obtained the tokens. */
  @Column('uuid', { name: 'credential_set_id' })
  credentialSetId: string;

  /** Equal to `credentialSetId` until the grant ends. Its foreign key keeps the set from being deleted. */
  @Column('uuid', { name: 'held_set_id', nullable: true })
  heldSetId: string | null;

  /** Null for a platform without countries. */
  @Column('text', { name: 'country_code', nullable: true })
  countryCode: string | null;

  /** The platform's id of the user who consented. Links of one application and one user may share a consent. */
  @Column('text', { name: 'platform_user_id', nullable: true })
  platformUserId: string | null;

  @Column('text', { default: () => "'ACTIVE'::text" })
  state: 'ACTIVE' | 'DEAUTHORIZED' | 'ENDED';

  @Column('integer', { default: 1 })
  rotation: number;

  /** The id given to the pair when it arrived. It tells a pair that is already stored from another pair. */
  @Column('uuid', { name: 'pair_id' })
  pairId: string;

  @Column('text', { name: 'access_sealed', nullable: true })
  accessSealed: string | null;

  @Column('text', { name: 'refresh_sealed', nullable: true })
  refreshSealed: string | null;

  @Column('timestamptz', { name: 'access_obtained_at', default: () => 'now()' })
  accessObtainedAt: Date;

  @Column('timestamptz', { name: 'access_expires_at' })
  accessExpiresAt: Date;

  /** Null: the platform's refresh tokens do not expire. */
  @Column('timestamptz', { name: 'refresh_expires_at', nullable: true })
  refreshExpiresAt: Date | null;

  /** When the pair is renewed if the link is idle. */
  @Column('timestamptz', { name: 'keep_alive_at' })
  keepAliveAt: Date;

  @Column('integer', { default: 0 })
  generation: number;

  @Column('uuid', { name: 'lease_owner', nullable: true })
  leaseOwner: string | null;

  @Column('timestamptz', { name: 'lease_until', nullable: true })
  leaseUntil: Date | null;

  /** How often the current refresh token was presented, or may have been, without a known answer. */
  @Column('integer', { default: 0 })
  unanswered: number;

  /** The number of successive failed refreshes. The pause before the next try grows with it. */
  @Column('integer', { default: 0 })
  failures: number;

  @Column('timestamptz', { name: 'next_try_at', default: () => 'now()' })
  nextTryAt: Date;

  /** When its refresh token was refused and the grant deauthorized. Null after a recheck was refused, too. */
  @Column('timestamptz', { name: 'refused_at', nullable: true })
  refusedAt: Date | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;

  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt: Date | null;

  /** When the platform confirmed that the tokens are revoked. */
  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  revokedAt: Date | null;
}
