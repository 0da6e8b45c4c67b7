import { key, NOW, optional, required, tableEntity } from '../infra/database/table-entity.js';

export const auditEventEntity = tableEntity(
  'audit_event',
  {
    workspace_id: key('uuid'),
    id: key('uuid'),
    /** The key of an event that is recorded at most once. Null: the event has no such limit. */
    once: optional('uuid'),
    occurred_at: required('timestamptz', NOW),
    actor: required('text'),
    action: required('text'),
    target_type: required('text'),
    target_id: required('text'),
    /** The name of the target when the event was written. Null: the target cannot be deleted, or the event is older. */
    target_label: optional('text'),
    changed_fields: required('text', { array: true }),
    request_id: required('text'),
  },
  [
    { name: 'audit_event_once', columns: ['workspace_id', 'once'], unique: true, where: 'once IS NOT NULL' },
    { name: 'audit_event_of_target', columns: ['workspace_id', 'target_type', 'target_id', 'id'] },
  ],
);
