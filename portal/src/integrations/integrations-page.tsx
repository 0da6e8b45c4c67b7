import { Button, Title } from '@mantine/core';
import { useState } from 'react';
import { useQuery } from 'urql';
import { Link } from 'wouter';
import { IntegrationsDocument, type IntegrationsQuery } from '../gql/graphql.ts';
import { useViewer } from '../session/viewer.tsx';
import { Empty } from '../ui/empty.tsx';
import { Notice, type Said } from '../ui/notice.tsx';
import { Page } from '../ui/page.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { EnableSwitch } from './enable-switch.tsx';
import { STATUS } from './integration-words.ts';
import { StatusTag } from './status-tag.tsx';

type Listed = IntegrationsQuery['integrations'][number];

function whatIsSaved({ credentialSets, status, setupSteps }: Listed): string {
  const versions = credentialSets.filter((set) => set.status === 'CURRENT').map((set) => set.apiVersion);
  const next = setupSteps.find(({ done }) => !done);
  const keys = versions.length > 0 ? `Keys saved for API ${versions.join(' and ')}. ` : '';
  return `${keys}${next ? `Next: ${next.title}.` : STATUS[status].about}`;
}

export function IntegrationsPage() {
  const [result, ask] = useQuery({ query: IntegrationsDocument });
  const [said, setSaid] = useState<Said>();
  const mayChange = useViewer().scopes.includes('INTEGRATIONS_WRITE');
  const again = () => ask({ requestPolicy: 'network-only' });
  return (
    <Page title="Accounting integrations" lead="The accounting platforms that your customers can link.">
      <Notice said={said} onClose={() => setSaid(undefined)} />
      <QueryState what="the integrations" result={result} onRetry={again}>
        {({ integrations }) =>
          integrations.length === 0 ? (
            <Empty>This installation has no integrations.</Empty>
          ) : (
            <ul className="cards">
              {integrations.map((integration) => (
                <li key={integration.id} className="panel card">
                  <div className="card-text">
                    <Title order={2} size="h4">
                      {integration.name} <StatusTag status={integration.status} />
                    </Title>
                    <p className="quiet">{whatIsSaved(integration)}</p>
                  </div>
                  <EnableSwitch
                    integration={integration}
                    mayChange={mayChange}
                    onSaid={setSaid}
                    onMoved={again}
                  />
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
