import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity({ schema: 'ledgerlink', name: 'company' })
@Index(['workspaceId', 'externalId'], { unique: true })
@Index('company_by_name', ['workspaceId', 'searchName', 'id'])
export class CompanyEntity {
  @PrimaryColumn('uuid', { name: 'workspace_id' })
  workspaceId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  name: string;

  /** The name in lower case, compared in byte order. Paging and prefix search use its index. */
  @Column({ type: 'text', name: 'search_name', collation: 'C' })
  searchName: string;

  @Column({ type: 'text', name: 'external_id', nullable: true, collation: 'C' })
  externalId: string | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;
}
