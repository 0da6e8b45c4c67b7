import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { oneOf } from '../infra/database/statement.js';
import { type AttemptStep, OPEN_STEPS } from './link-attempt.rules.js';

const OPEN = `step ${oneOf(OPEN_STEPS)}`;

/** One attempt to link, from the link URL to its end. The link itself changes only when the attempt is DONE. */
@Entity({ schema: 'ledgerlink', name: 'link_attempt' })
@Index(['workspaceId', 'urlHash'], { unique: true })
@Index(['workspaceId', 'stateHash'], { unique: true })
@Index('link_attempt_one_open', ['workspaceId', 'linkId'], { unique: true, where: OPEN })
@Index('link_attempt_of_link', ['workspaceId', 'linkId', 'id'])
@Index('link_attempt_of_set', ['workspaceId', 'heldSetId'])
@Index('link_attempt_open_until', ['workspaceId', 'expiresAt'], { where: OPEN })
export class LinkAttemptEntity {
  @PrimaryColumn('uuid', { name: 'workspace_id' })
  workspaceId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'link_id' })
  linkId: string;

  @Column('text', { default: () => "'CREATED'::text" })
  step: AttemptStep;

  /** Why the attempt ended, or why the last sign-in at the platform failed. */
  @Column('text', { nullable: true })
  reason: string | null;

  /** SHA-256 of the token in the link URL. The token itself is not stored. */
  @Column('bytea', { name: 'url_hash' })
  urlHash: Buffer;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt: Date;

  /** The country that the workspace requested. Null: the customer chooses. */
  @Column('text', { name: 'asked_country_code', nullable: true })
  askedCountryCode: string | null;

  @Column('text', { name: 'return_url', nullable: true })
  returnUrl: string | null;

  /** SHA-256 of the cookie of the browser that started the sign-in. */
  @Column('bytea', { name: 'browser_hash', nullable: true })
  browserHash: Buffer | null;

  @Column('bytea', { name: 'state_hash', nullable: true })
  stateHash: Buffer | null;

  @Column('timestamptz', { name: 'state_expires_at', nullable: true })
  stateExpiresAt: Date | null;

  @Column('timestamptz', { name: 'state_used_at', nullable: true })
  stateUsedAt: Date | null;

  /** The encrypted PKCE verifier (RFC 7636). */
  @Column('text', { name: 'verifier_sealed', nullable: true })
  verifierSealed: string | null;

  /** The redirect URI sent to the platform. The code exchange must send the same value. */
  @Column('text', { name: 'redirect_uri', nullable: true })
  redirectUri: string | null;

  /** The country chosen by the customer or by the workspace. */
  @Column('text', { name: 'country_code', nullable: true })
  countryCode: string | null;

  @Column('uuid', { name: 'credential_set_id', nullable: true })
  credentialSetId: string | null;

  /** Equal to `credentialSetId` while the attempt is open. Its foreign key keeps the set from being deleted. */
  @Column('uuid', { name: 'held_set_id', nullable: true })
  heldSetId: string | null;

  /** Not null exactly while CHOOSING. Afterwards the grant belongs to the link, or is ended. */
  @Column('uuid', { name: 'grant_id', nullable: true })
  grantId: string | null;

  /** The company data files to which the sign-in gives access: `BusinessData`. */
  @Column('jsonb', { nullable: true })
  businesses: object[] | null;

  /** Who requested the URL, as named in audit events. */
  @Column('text')
  actor: string;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;

  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt: Date | null;
}
