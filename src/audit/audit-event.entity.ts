import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity({ schema: 'ledgerlink', name: 'audit_event' })
@Index('audit_event_once', ['workspaceId', 'once'], { unique: true, where: 'once IS NOT NULL' })
@Index('audit_event_of_target', ['workspaceId', 'targetType', 'targetId', 'id'])
export class AuditEventEntity {
  @PrimaryColumn('uuid', { name: 'workspace_id' })
  workspaceId: string;

  @PrimaryColumn('uuid')
  id: string;

  /** The key of an event that is recorded at most once. Null: the event has no such limit. */
  @Column('uuid', { nullable: true })
  once: string | null;

  @Column('timestamptz', { name: 'occurred_at', default: () => 'now()' })
  occurredAt: Date;

  @Column('text')
  actor: string;

  @Column('text')
  action: string;

  @Column('text', { name: 'target_type' })
  targetType: string;

  @Column('text', { name: 'target_id' })
  targetId: string;

  /** The name of the target when the event was written. Null: the target cannot be deleted, or the event is older. */
  @Column('text', { name: 'target_label', nullable: true })
  targetLabel: string | null;

  @Column('text', { name: 'changed_fields', array: true })
  changedFields: string[];

  @Column('text', { name: 'request_id' })
  requestId: string;
}
