import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { LinkReason, LinkStatus } from './company-link.rules.js';

/** The link of a company through an integration. There is one per pair: relinking changes it and never adds another. */
@Entity({ schema: 'ledgerlink', name: 'company_link' })
@Index(['workspaceId', 'companyId', 'integrationKey'], { unique: true })
@Index(['workspaceId', 'grantId'], { unique: true })
@Index('company_link_by_status', ['workspaceId', 'status', 'companyId'])
export class CompanyLinkEntity {
  @PrimaryColumn('uuid', { name: 'workspace_id' })
  workspaceId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'company_id' })
  companyId: string;

  @Column('text', { name: 'integration_key' })
  integrationKey: string;

  @Column('text', { default: () => "'PENDING'::text" })
  status: LinkStatus;

  @Column('text', { name: 'status_reason', default: () => "'LINK_REQUESTED'::text" })
  statusReason: LinkReason;

  @Column('timestamptz', { name: 'status_changed_at', default: () => 'now()' })
  statusChangedAt: Date;

  /**
   * The application of the latest link, for display. The grant's foreign key is what keeps the set from being deleted.
   */
  @Column('uuid', { name: 'credential_set_id', nullable: true })
  credentialSetId: string | null;

  /** Not null exactly while LINKED or DEAUTHORIZED. */
  @Column('uuid', { name: 'grant_id', nullable: true })
  grantId: string | null;

  @Column('text', { name: 'country_code', nullable: true })
  countryCode: string | null;

  @Column('text', { name: 'business_id', nullable: true })
  businessId: string | null;

  @Column('text', { name: 'business_name', nullable: true })
  businessName: string | null;

  @Column('boolean', { name: 'business_is_lead', nullable: true })
  businessIsLead: boolean | null;

  @Column('timestamptz', { name: 'linked_at', nullable: true })
  linkedAt: Date | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;
}
