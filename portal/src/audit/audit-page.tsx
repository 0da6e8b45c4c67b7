import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import { useQuery } from 'urql';
import { AuditDocument } from '../gql/graphql.ts';
import { useScope } from '../session/viewer.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Page } from '../ui/page.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { AuditTable } from './audit-table.tsx';

export function AuditPage() {
  /** The start cursor of each page visited so far. The first page has none: it begins at the newest event. */
  const [starts, setStarts] = useState<readonly (string | undefined)[]>([undefined]);
  const after = starts.at(-1);
  const [result, refetch] = useQuery({
    query: AuditDocument,
    variables: { after, mayReadCompanies: useScope('COMPANIES_READ') },
  });
  return (
    <Page
      title="Audit"
      lead="All changes in this workspace, newest first. Only the names of changed fields are recorded, never their values."
    >
      <QueryState what="the audit trail" result={result} onRetry={() => refetch({ requestPolicy: 'network-only' })}>
        {({ auditEvents: { nodes, pageInfo } }) => (
          <>
            {nodes.length === 0 ? <EmptyState>There are no events yet.</EmptyState> : <AuditTable events={nodes} />}
            <Group component="nav" aria-label="Pages of the audit trail">
              <Button variant="default" disabled={starts.length === 1} onClick={() => setStarts(starts.slice(0, -1))}>
                Newer
              </Button>
              <span>Page {starts.length}</span>
              <Button
                variant="default"
                disabled={!pageInfo.hasNextPage}
                onClick={() => setStarts([...starts, pageInfo.endCursor ?? undefined])}
              >
                Older
              </Button>
            </Group>
          </>
        )}
      </QueryState>
    </Page>
  );
}
