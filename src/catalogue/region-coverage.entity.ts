import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Reference data: the same for every workspace. Written only when a new build has other definitions. */
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
