import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ schema: 'ledgerlink', name: 'workspace' })
export class WorkspaceEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  name: string;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;

  /** The exact URLs to which a customer may be sent back after linking. */
  @Column('text', { name: 'return_urls', array: true, default: () => "'{}'::text[]" })
  returnUrls: string[];
}
