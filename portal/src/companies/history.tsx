import { Button, Title } from '@mantine/core';
import { RequireScope } from '../session/viewer.tsx';
import { Moment } from '../ui/moment.tsx';
import { Name } from '../ui/name.tsx';
import { QueryState } from '../ui/query-state.tsx';
import type { Company } from './company.ts';
import { historyLabel, mergeTrails } from './history-events.ts';
import { useHistory } from './use-history.ts';

/** The audit events of a company and its links. */
export function History({ company }: { company: Company }) {
  return (
    <section className="panel" aria-labelledby="history">
      <Title order={2} size="h4" id="history">
        History
      </Title>
      <RequireScope scope="AUDIT_READ">
        <HistoryList company={company} />
      </RequireScope>
    </section>
  );
}

function HistoryList({ company }: { company: Company }) {
  const { id, name, externalId, links } = company;
  const changes = JSON.stringify([name, externalId, links.map((link) => [link.status, link.statusChangedAt])]);
  const { trails, error, reload, older } = useHistory([id, ...links.map((link) => link.id)], changes);
  return (
    <QueryState what="the history" result={{ data: trails, error, fetching: false }} onRetry={reload}>
      {(read) => (
        <>
          <ol className="history">
            {mergeTrails(read).map((event) => (
              <li key={event.id}>
                <strong>{historyLabel(event)}</strong>
                <span className="quiet">
                  <Moment at={event.occurredAt} />, by <Name>{event.actor}</Name>
                </span>
              </li>
            ))}
          </ol>
          {read.some(({ hasNextPage }) => hasNextPage) && (
            <Button variant="default" size="xs" onClick={older}>
              Older
            </Button>
          )}
        </>
      )}
    </QueryState>
  );
}
