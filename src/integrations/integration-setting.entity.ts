import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A workspace's settings of one integration. Changes lock this row, so that they run one after another. */
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

  /** The id of the last change. A transaction that is repeated after a lost COMMIT answer finds its own id here. */
  @Column('uuid', { name: 'change_id', nullable: true })
  changeId: string | null;

  @Column('timestamptz', { name: 'updated_at', nullable: true })
  updatedAt: Date | null;
}
