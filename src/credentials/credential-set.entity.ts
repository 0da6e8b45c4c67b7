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

  /** When the platform began to refuse these keys. Renewals of its links wait. Cleared by new keys and by a success. */
  @Column('timestamptz', { name: 'faulty_since', nullable: true })
  faultySince: Date | null;

  /** When the platform's API began to refuse the application, before it looked at a token. Cleared by a read that succeeds. */
  @Column('timestamptz', { name: 'api_refused_since', nullable: true })
  apiRefusedSince: Date | null;

  /** When refusals of tokens in an unknown form had become many in a row. Cleared by a renewal that succeeds. */
  @Column('timestamptz', { name: 'tokens_refused_since', nullable: true })
  tokensRefusedSince: Date | null;

  /** When the platform began to refuse the saved secret, while the replaced one still serves. */
  @Column('timestamptz', { name: 'fallback_since', nullable: true })
  fallbackSince: Date | null;

  /** When one link tries the refused keys again. */
  @Column('timestamptz', { name: 'probe_at', nullable: true })
  probeAt: Date | null;

  /** Until then no link is ended: so many were refused at once that customers' revocations are an unlikely cause. */
  @Column('timestamptz', { name: 'judging_paused_until', nullable: true })
  judgingPausedUntil: Date | null;
}
