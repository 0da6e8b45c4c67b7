import { Code } from '@mantine/core';
import { Moment } from '../ui/moment.tsx';
import { Name } from '../ui/name.tsx';
import { type AuditEvent, actionLabel } from './audit-labels.ts';

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
              <td data-label="Actor">
                <Name>{actor}</Name>
              </td>
              <td data-label="Action" title={action}>
                {actionLabel(action)}
              </td>
              <td data-label="Target">
                <Target event={event} />
              </td>
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

/** What can be deleted, by type. */
const TYPE_LABELS: Readonly<Record<string, string>> = {
  Company: 'A company',
  CompanyLink: 'A link',
  CredentialSet: 'Keys',
  WebhookEndpoint: 'A webhook endpoint',
};

/** The display name of an event's target. A target that was deleted has the name that the event has kept. */
function Target({ event }: { event: Pick<AuditEvent, 'target' | 'targetType' | 'targetLabel'> }) {
  const { target, targetType, targetLabel } = event;
  if (!target) {
    const kept = targetLabel && (
      <>
        {targetType === 'CompanyLink' && 'Link of '}
        <Name>{targetLabel}</Name>
      </>
    );
    return <>{kept || (TYPE_LABELS[targetType] ?? targetType)} (deleted, or not visible)</>;
  }
  if ('clientId' in target)
    return (
      <>
        API {target.apiVersion}, client ID <Name>{target.clientId}</Name>
      </>
    );
  if ('prefix' in target)
    return (
      <>
        <Name>{target.name}</Name> (ll_{target.prefix})
      </>
    );
  if ('url' in target) return <Name>{new URL(target.url).host}</Name>;
  if ('company' in target && target.company)
    return (
      <>
        Link of <Name>{target.company.name}</Name>
      </>
    );
  return 'name' in target ? <Name>{target.name}</Name> : target.__typename;
}
