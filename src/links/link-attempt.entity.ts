import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { oneOf } from '../infra/database/statement.js';
import { type AttemptStep, OPEN_STEPS } from './link-attempt.rules.js';

const OPEN = `step ${oneOf(OPEN_STEPS)}`;

/** What is under way towards a link, from the URL that was asked for to its end. The link changes only at DONE. */
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

  /** Why it ended, or why the last round through the platform came to nothing. */
  @Column('text', { nullable: true })
  reason: string | null;

  /** SHA-256 of the URL's token; the token itself is in the URL alone. */
  @Column('bytea', { name: 'url_hash' })
  urlHash: Buffer;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt: Date;

  /** The country that the workspace asked for; null: the customer chooses. */
  @Column('text', { name: 'asked_country_code', nullable: true })
  askedCountryCode: string | null;

  @Column('text', { name: 'return_url', nullable: true })
  returnUrl: string | null;

  /** SHA-256 of the browser's cookie that started it. */
  @Column('bytea', { name: 'browser_hash', nullable: true })
  browserHash: Buffer | null;

  @Column('bytea', { name: 'state_hash', nullable: true })
  stateHash: Buffer | null;

  @Column('timestamptz', { name: 'state_expires_at', nullable: true })
  stateExpiresAt: Date | null;

  @Column('timestamptz', { name: 'state_used_at', nullable: true })
  stateUsedAt: Date | null;

  /** PKCE (RFC 7636). */
  @Column('text', { name: 'verifier_sealed', nullable: true })
  verifierSealed: string | null;

  /** As it was sent to the platform: the exchange must repeat it. */
  @Column('text', { name: 'redirect_uri', nullable: true })
  redirectUri: string | null;

  /** The country that the customer chose, or the workspace. */
  @Column('text', { name: 'country_code', nullable: true })
  countryCode: string | null;

  @Column('uuid', { name: 'credential_set_id', nullable: true })
  credentialSetId: string | null;

  /** The same while the attempt is under way: its foreign key keeps the application from being deleted. */
  @Column('uuid', { name: 'held_set_id', nullable: true })
  heldSetId: string | null;

  /** Present exactly while CHOOSING; then it goes to the link, or ends. */
  @Column('uuid', { name: 'grant_id', nullable: true })
  grantId: string | null;

  /** The company data files that the sign-in reaches: `{ id, name, countryCode, isLead }`. */
  @Column('jsonb', { nullable: true })
  businesses: object[] | null;

  /** Who asked for the URL, as audit records name it. */
  @Column('text')
  actor: string;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;

  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt: Date | null;
}
