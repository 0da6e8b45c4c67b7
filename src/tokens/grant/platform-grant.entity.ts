import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * What a customer's consent made: a pair of tokens under one application. `rotation` counts the pairs and names, with
 * the id, a refresh token; `generation` counts the turns at refreshing. Changed by single statements only.
 */
@Entity({ schema: 'ledgerlink', name: 'platform_grant' })
@Index('platform_grant_keep_alive', ['workspaceId', 'keepAliveAt'], { where: "state = 'ACTIVE'" })
@Index('platform_grant_of_set', ['workspaceId', 'heldSetId', 'platformUserId'])
export class PlatformGrantEntity {
  @PrimaryColumn('uuid', { name: 'workspace_id' })
  workspaceId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('text', { name: 'integration_key' })
  integrationKey: string;

  /** The application that the tokens were minted for. */
  @Column('uuid', { name: 'credential_set_id' })
  credentialSetId: string;

  /** The same until the grant ends: its foreign key keeps the application from being deleted. */
  @Column('uuid', { name: 'held_set_id', nullable: true })
  heldSetId: string | null;

  /** Null: the platform knows no countries. */
  @Column('text', { name: 'country_code', nullable: true })
  countryCode: string | null;

  /** Who consented, by the platform's own id: links of one application and one user may depend on each other. */
  @Column('text', { name: 'platform_user_id', nullable: true })
  platformUserId: string | null;

  @Column('text', { default: () => "'ACTIVE'::text" })
  state: 'ACTIVE' | 'DEAUTHORIZED' | 'ENDED';

  @Column('integer', { default: 1 })
  rotation: number;

  /** Made with the pair when it arrived: tells a pair that is stored already from another one. */
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

  /** When the pair is to be renewed although nobody asks for a token. */
  @Column('timestamptz', { name: 'keep_alive_at' })
  keepAliveAt: Date;

  @Column('integer', { default: 0 })
  generation: number;

  @Column('uuid', { name: 'lease_owner', nullable: true })
  leaseOwner: string | null;

  @Column('timestamptz', { name: 'lease_until', nullable: true })
  leaseUntil: Date | null;

  /** How often this rotation's refresh token was presented, or may have been, without an answer that is known. */
  @Column('integer', { default: 0 })
  unanswered: number;

  /** Refreshes in a row without an answer that counts: what the pause before the next try grows with. */
  @Column('integer', { default: 0 })
  failures: number;

  @Column('timestamptz', { name: 'next_try_at', default: () => 'now()' })
  nextTryAt: Date;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;

  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt: Date | null;

  /** When the platform confirmed that the tokens are revoked. */
  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  revokedAt: Date | null;
}
