import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import { useQuery } from 'urql';
import { AuditDocument } from '../gql/graphql.ts';
import { Empty } from '../ui/empty.tsx';
import { Page } from '../ui/page.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { AuditTable } from './audit-table.tsx';

export function AuditPage() {
  /** Where each page that was turned to begins; the first begins at the newest event. */
  const [starts, setStarts] = useState<readonly (string | undefined)[]>([undefined]);
  const after = starts.at(-1);
  const [result, ask] = useQuery({ query: AuditDocument, variables: { after } });
  return (
    <Page
      title="Audit"
      lead="Who changed what, and when, newest first. Names of changed fields only, never their values."
    >
      <QueryState
        what="the audit trail"
        result={result}
        onRetry={() => ask({ requestPolicy: 'network-only' })}
      >
        {({ auditEvents: { nodes, pageInfo } }) => (
          <>
            {nodes.length === 0 ? <Empty>Nothing has happened yet.</Empty> : <AuditTable events={nodes} />}
            <Group component="nav" aria-label="Pages of the audit trail">
              <Button
                variant="default"
                disabled={starts.length === 1}
                onClick={() => setStarts(starts.slice(0, -1))}
              >
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
