import './webhooks.css';
import { Button } from '@mantine/core';
import { useState } from 'react';
import { useQuery } from 'urql';
import { WebhookEndpointsDocument } from '../gql/graphql.ts';
import { useScope } from '../session/viewer.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Page } from '../ui/page.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { ShownOnce } from '../ui/shown-once.tsx';
import { useAutoRefetch } from '../ui/use-auto-refetch.ts';
import { EndpointDialog } from './endpoint-dialog.tsx';
import { EndpointTable } from './endpoint-table.tsx';
import { MayNotChange } from './may-not-change.tsx';

export function WebhooksPage() {
  const [result, refetch] = useQuery({ query: WebhookEndpointsDocument });
  const reload = () => refetch({ requestPolicy: 'network-only' });
  useAutoRefetch(reload, false);
  const [creating, setCreating] = useState(false);
  /** The secret of a new endpoint. It is kept in this state only, so leaving the page discards it. */
  const [secret, setSecret] = useState<string>();
  const mayChange = useScope('WEBHOOKS_WRITE');

  function close(created?: string) {
    setCreating(false);
    setSecret(created);
    // The endpoint may exist although its answer was lost, so read the list again.
    reload();
  }
  return (
    <Page
      title="Webhooks"
      lead="What happens in this workspace is sent to these URLs of yours, signed, and tried again when it does not arrive."
      aside={mayChange && <Button onClick={() => setCreating(true)}>Create an endpoint</Button>}
    >
      {secret && (
        <ShownOnce
          title="The endpoint was created"
          what="the signing secret"
          secret={secret}
          onClose={() => setSecret(undefined)}
        >
          <p>Your receiver verifies requests with it. Then send a test event from the page of the endpoint.</p>
        </ShownOnce>
      )}
      <QueryState what="the webhook endpoints" result={result} onRetry={reload}>
        {({ webhookEndpoints }) =>
          webhookEndpoints.length === 0 ? (
            <EmptyState>No endpoints yet. Create one for each program that follows this workspace.</EmptyState>
          ) : (
            <EndpointTable endpoints={webhookEndpoints} />
          )
        }
      </QueryState>
      {!mayChange && <MayNotChange />}
      {creating && <EndpointDialog onClose={close} onCreated={close} />}
    </Page>
  );
}
