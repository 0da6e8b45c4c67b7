import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Reference data: the same for every workspace. Written only when a new build has other definitions. */
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
