import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Reference data: the same for every workspace. Written only when a new build has other definitions. */
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
