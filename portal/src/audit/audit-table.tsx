import { Code } from '@mantine/core';
import { Moment } from '../ui/moment.tsx';
import { type AuditEvent, actionInWords, targetInWords } from './audit-words.ts';

export function AuditTable({ events }: { events: readonly AuditEvent[] }) {
  return (
    <div className="panel">
      <table className="rows">
        <caption className="visually-hidden">What happened in this workspace</caption>
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">Who</th>
            <th scope="col">What</th>
            <th scope="col">Of</th>
            <th scope="col">Changed</th>
            <th scope="col">Request</th>
          </tr>
        </thead>
        <tbody>
          {events.map(({ id, occurredAt, actor, action, target, changedFields, requestId }) => (
            <tr key={id}>
              <th scope="row">
                <Moment at={occurredAt} seconds />
              </th>
              <td data-label="Who">{actor}</td>
              <td data-label="What" title={action}>
                {actionInWords(action)}
              </td>
              <td data-label="Of">{targetInWords(target) ?? 'Not there any more'}</td>
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
