import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity({ schema: 'ledgerlink', name: 'credential_set' })
@Index(['workspaceId', 'integrationKey', 'apiVersion', 'clientId'], { unique: true })
@Index('credential_set_one_current', ['workspaceId', 'integrationKey', 'apiVersion'], {
  unique: true,
  where: "status = 'CURRENT'",
})
export class CredentialSetEntity {
  @PrimaryColumn('uuid', { name: 'workspace_id' })
  workspaceId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('text', { name: 'integration_key' })
  integrationKey: string;

  @Column('text', { name: 'api_version' })
  apiVersion: string;

  @Column('text', { name: 'client_id' })
  clientId: string;

  @Column('text')
  status: 'CURRENT' | 'SUPERSEDED';

  @Column('timestamptz', { name: 'saved_at', default: () => 'now()' })
  savedAt: Date;

  @Column('text', { name: 'saved_by' })
  savedBy: string;
}
