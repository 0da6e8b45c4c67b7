import { Button, Title } from '@mantine/core';
import { NeedsScope } from '../session/viewer.tsx';
import { Moment } from '../ui/moment.tsx';
import { QueryState } from '../ui/query-state.tsx';
import type { Company } from './company-words.ts';
import { inWords, merged } from './history-words.ts';
import { useHistory } from './use-history.ts';

/** What has happened to a company and its links, from the audit trail. */
export function History({ company }: { company: Company }) {
  return (
    <section className="panel" aria-labelledby="history">
      <Title order={2} size="h4" id="history">
        History
      </Title>
      <NeedsScope scope="AUDIT_READ">
        <Happenings company={company} />
      </NeedsScope>
    </section>
  );
}

function Happenings({ company }: { company: Company }) {
  const { id, name, externalId, links } = company;
  const changes = JSON.stringify([
    name,
    externalId,
    links.map((link) => [link.status, link.statusChangedAt]),
  ]);
  const { trails, error, again, older } = useHistory([id, ...links.map((link) => link.id)], changes);
  return (
    <QueryState what="the history" result={{ data: trails, error, fetching: false }} onRetry={again}>
      {(read) => (
        <>
          <ol className="history">
            {merged(read).map((happening) => (
              <li key={happening.id}>
                <strong>{inWords(happening)}</strong>
                <span className="quiet">
                  <Moment at={happening.occurredAt} />, by {happening.actor}
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
