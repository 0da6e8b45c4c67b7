import { Button, Title } from '@mantine/core';
import { useState } from 'react';
import { useQuery } from 'urql';
import { Link } from 'wouter';
import { IntegrationsDocument, type IntegrationsQuery } from '../gql/graphql.ts';
import { useViewer } from '../session/viewer.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Notice, type NoticeContent } from '../ui/notice.tsx';
import { Page } from '../ui/page.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { useReread } from '../ui/use-reread.ts';
import { EnableSwitch } from './enable-switch.tsx';
import { STATUS } from './integration-labels.ts';
import { StatusTag } from './status-tag.tsx';

type ListedIntegration = IntegrationsQuery['integrations'][number];

function summaryOf({ credentialSets, status, setupSteps }: ListedIntegration): string {
  const versions = credentialSets.filter((set) => set.status === 'CURRENT').map((set) => set.apiVersion);
  const next = setupSteps.find(({ done }) => !done);
  const keys = versions.length > 0 ? `Keys saved for API ${versions.join(' and ')}. ` : '';
  return `${keys}${next ? `Next: ${next.title}.` : STATUS[status].description}`;
}

export function IntegrationsPage() {
  const [result, refetch] = useQuery({ query: IntegrationsDocument });
  const [notice, setNotice] = useState<NoticeContent>();
  const mayChange = useViewer().scopes.includes('INTEGRATIONS_WRITE');
  const reread = useReread(IntegrationsDocument, {});
  const reload = () => refetch({ requestPolicy: 'network-only' });
  return (
    <Page title="Accounting integrations" lead="The accounting platforms that your customers can link.">
      <Notice notice={notice} onClose={() => setNotice(undefined)} />
      <QueryState what="the integrations" result={result} onRetry={reload}>
        {({ integrations }) =>
          integrations.length === 0 ? (
            <EmptyState>This installation has no integrations.</EmptyState>
          ) : (
            <ul className="cards">
              {integrations.map((integration) => (
                <li key={integration.id} className="panel card">
                  <div className="card-text">
                    <Title order={2} size="h4">
                      {integration.name} <StatusTag status={integration.status} />
                    </Title>
                    <p className="quiet">{summaryOf(integration)}</p>
                  </div>
                  <EnableSwitch integration={integration} mayChange={mayChange} onNotice={setNotice} reread={reread} />
                  <Button
                    component={Link}
                    href={`/integrations/${integration.key}`}
                    variant={integration.status === 'NOT_CONFIGURED' ? 'filled' : 'default'}
                    aria-label={`${integration.status === 'NOT_CONFIGURED' ? 'Set up' : 'Manage'} ${integration.name}`}
                  >
                    {integration.status === 'NOT_CONFIGURED' ? 'Set up' : 'Manage'}
                  </Button>
                </li>
              ))}
            </ul>
          )
        }
      </QueryState>
    </Page>
  );
}
