import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Reference data: the same for every workspace. Written only when a new build has other definitions. */
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
