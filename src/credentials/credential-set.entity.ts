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

  /** Since when the platform refuses these keys; its links wait. Saving keys clears it, and so does a success. */
  @Column('timestamptz', { name: 'faulty_since', nullable: true })
  faultySince: Date | null;

  /** When one of its links tries the refused keys again. */
  @Column('timestamptz', { name: 'probe_at', nullable: true })
  probeAt: Date | null;

  /** Until when no link is given up: too many were refused at once for that to be the customers' doing. */
  @Column('timestamptz', { name: 'judging_paused_until', nullable: true })
  judgingPausedUntil: Date | null;
}
