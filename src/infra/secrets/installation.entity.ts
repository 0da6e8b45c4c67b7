import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The one row that says this database was set up, and with which encryption key. */
@Entity({ schema: 'ledgerlink', name: 'installation' })
export class InstallationEntity {
  @PrimaryColumn('smallint')
  id: number;

  @Column('text', { name: 'check_sealed' })
  checkSealed: string;

  @Column('text', { name: 'fingerprint_key_sealed' })
  fingerprintKeySealed: string;

  @Column('bigint', { name: 'catalogue_version', default: 0 })
  catalogueVersion: string;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;
}
