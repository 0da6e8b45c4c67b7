import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A workspace's own state of one integration; the row that its changes are lined up by. */
@Entity({ schema: 'ledgerlink', name: 'integration_setting' })
export class IntegrationSettingEntity {
  @PrimaryColumn('uuid', { name: 'workspace_id' })
  workspaceId: string;

  @PrimaryColumn('text', { name: 'integration_key' })
  integrationKey: string;

  @Column('boolean', { default: false })
  enabled: boolean;

  @Column('integer', { default: 0 })
  version: number;

  /** Which use case changed it last: a transaction that runs again after a lost COMMIT answer finds itself here. */
  @Column('uuid', { name: 'change_id', nullable: true })
  changeId: string | null;

  @Column('timestamptz', { name: 'updated_at', nullable: true })
  updatedAt: Date | null;
}
