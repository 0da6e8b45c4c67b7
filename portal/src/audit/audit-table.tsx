import { Code } from '@mantine/core';
import { Moment } from '../ui/moment.tsx';
import { type AuditEvent, actionLabel, targetLabel } from './audit-labels.ts';

export function AuditTable({ events }: { events: readonly AuditEvent[] }) {
  return (
    <div className="panel">
      <table className="rows">
        <caption className="visually-hidden">Audit events of this workspace</caption>
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">Actor</th>
            <th scope="col">Action</th>
            <th scope="col">Target</th>
            <th scope="col">Changed</th>
            <th scope="col">Request</th>
          </tr>
        </thead>
        <tbody>
          {events.map(({ id, occurredAt, actor, action, changedFields, requestId, ...event }) => (
            <tr key={id}>
              <th scope="row">
                <Moment at={occurredAt} seconds />
              </th>
              <td data-label="Actor">{actor}</td>
              <td data-label="Action" title={action}>
                {actionLabel(action)}
              </td>
              <td data-label="Target">{targetLabel(event)}</td>
              <td data-label="Changed">{changedFields.join(', ')}</td>
              <td data-label="Request">
                <Code>{requestId}</Code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
