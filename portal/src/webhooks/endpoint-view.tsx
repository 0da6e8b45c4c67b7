import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { CombinedError } from 'urql';
import { useLocation } from 'wouter';
import type { WebhookEndpointQuery } from '../gql/graphql.ts';
import { useScope } from '../session/viewer.tsx';
import { Notice } from '../ui/notice.tsx';
import { Page } from '../ui/page.tsx';
import { QueryFailed } from '../ui/query-state.tsx';
import { WEBHOOKS } from './address.ts';
import { DeleteEndpointDialog } from './delete-endpoint-dialog.tsx';
import { EndpointDialog } from './endpoint-dialog.tsx';
import { EndpointFacts } from './endpoint-facts.tsx';
import { BackToWebhooks } from './endpoint-not-shown.tsx';
import { EndpointSecrets } from './endpoint-secrets.tsx';
import { MayNotChange } from './may-not-change.tsx';
import { useWebhookActions, type WebhookActions } from './use-webhook-actions.ts';
import { nameOf } from './webhook-labels.ts';

export type FullEndpoint = Extract<NonNullable<WebhookEndpointQuery['node']>, { url: unknown }>;

interface EndpointViewProps {
  readonly endpoint: FullEndpoint;
  readonly error: CombinedError | undefined;
  readonly onReload: () => void;
  /** The log. Its actions are undefined for a key that may not change anything. */
  readonly children: (actions: WebhookActions | undefined) => ReactNode;
}

/** One endpoint: its state, its secrets, and what can be done with it. */
export function EndpointView({ endpoint, error, onReload, children }: EndpointViewProps) {
  const [, navigate] = useLocation();
  const actions = useWebhookActions(onReload);
  const [open, setOpen] = useState<'edit' | 'delete'>();
  const mayChange = useScope('WEBHOOKS_WRITE');
  const close = () => setOpen(undefined);
  return (
    <Page
      title={{ name: nameOf(endpoint) }}
      part="Webhook"
      eyebrow={<BackToWebhooks />}
      aside={
        mayChange && (
          <div className="page-aside">
            <Button variant="default" onClick={() => setOpen('edit')}>
              Edit
            </Button>
            <Button variant="default" onClick={() => setOpen('delete')}>
              Delete
            </Button>
          </div>
        )
      }
    >
      {error && <QueryFailed error={error} onRetry={onReload} />}
      <Notice notice={actions.notice} onClose={actions.closeNotice} />
      <EndpointFacts endpoint={endpoint} actions={mayChange ? actions : undefined} />
      <EndpointSecrets endpoint={endpoint} mayChange={mayChange} onRefused={actions.finish} />
      {!mayChange && <MayNotChange />}
      {children(mayChange ? actions : undefined)}
      {open === 'edit' && (
        <EndpointDialog
          endpoint={endpoint}
          onClose={close}
          onSaved={() => {
            close();
            actions.finish({ kind: 'success', title: 'The endpoint was saved' });
          }}
        />
      )}
      <DeleteEndpointDialog
        endpoint={endpoint}
        opened={open === 'delete'}
        onClose={close}
        onDeleted={() => navigate(WEBHOOKS)}
        onRefused={actions.finish}
      />
    </Page>
  );
}
