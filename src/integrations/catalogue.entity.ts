import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** The catalogue is reference data: the same for every workspace, written only when a build brings other definitions. */
@Entity({ schema: 'ledgerlink', name: 'integration' })
export class IntegrationEntity {
  @PrimaryColumn('text')
  key: string;

  @Column('text')
  name: string;

  @Column('text', { name: 'source_type' })
  sourceType: string;

  @Column('text', { name: 'developer_portal_url' })
  developerPortalUrl: string;

  @Column('text', { name: 'documentation_url', nullable: true })
  documentationUrl: string | null;
}

@Entity({ schema: 'ledgerlink', name: 'credential_option' })
@Index(['integrationKey', 'inputField'], { unique: true })
export class CredentialOptionEntity {
  @PrimaryColumn('text', { name: 'integration_key' })
  integrationKey: string;

  @PrimaryColumn('text', { name: 'api_version' })
  apiVersion: string;

  /** 0 is the newest version. */
  @Column('smallint')
  rank: number;

  @Column('text', { name: 'input_field' })
  inputField: string;

  @Column('text')
  label: string;

  @Column('jsonb')
  fields: object[];

  @Column('date', { name: 'retires_on', nullable: true })
  retiresOn: string | null;

  @Column('text', { nullable: true })
  note: string | null;
}

@Entity({ schema: 'ledgerlink', name: 'supported_region' })
export class SupportedRegionEntity {
  @PrimaryColumn('text', { name: 'integration_key' })
  integrationKey: string;

  @PrimaryColumn('text', { name: 'country_code' })
  countryCode: string;

  @Column('smallint')
  position: number;

  @Column('text')
  name: string;

  @Column('boolean')
  supported: boolean;

  @Column('text', { nullable: true })
  reason: string | null;
}

@Entity({ schema: 'ledgerlink', name: 'region_coverage' })
export class RegionCoverageEntity {
  @PrimaryColumn('text', { name: 'integration_key' })
  integrationKey: string;

  @PrimaryColumn('text', { name: 'country_code' })
  countryCode: string;

  @PrimaryColumn('text', { name: 'api_version' })
  apiVersion: string;

  @Column('text')
  availability: string;

  @Column('text', { nullable: true })
  note: string | null;

  @Column('text')
  source: string;

  @Column('date', { name: 'as_of' })
  asOf: string;
}

@Entity({ schema: 'ledgerlink', name: 'setup_step' })
export class SetupStepEntity {
  @PrimaryColumn('text', { name: 'integration_key' })
  integrationKey: string;

  @PrimaryColumn('text')
  key: string;

  @Column('smallint')
  position: number;

  @Column('text')
  title: string;

  @Column('text')
  instructions: string;

  @Column('text', { name: 'done_when' })
  doneWhen: string;
}
