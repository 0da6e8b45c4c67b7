import { Anchor } from '@mantine/core';
import { useQuery } from 'urql';
import { Link, useParams } from 'wouter';
import { IntegrationDocument } from '../gql/graphql.ts';
import { Page } from '../ui/page.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { IntegrationSettings } from './integration-settings.tsx';

export function IntegrationSettingsPage() {
  const { key = '' } = useParams<{ key: string }>();
  const [result, ask] = useQuery({ query: IntegrationDocument, variables: { key } });
  const again = () => ask({ requestPolicy: 'network-only' });
  const back = (
    <Anchor component={Link} href="/integrations">
      Accounting integrations
    </Anchor>
  );
  if (result.data?.integration)
    return (
      <IntegrationSettings
        key={key}
        read={result.data.integration}
        error={result.error}
        back={back}
        onAgain={again}
      />
    );
  return (
    <Page title="Integration settings" eyebrow={back}>
      <QueryState what="the integration" result={result} onRetry={again}>
        {() => <p>There is no integration with this key.</p>}
      </QueryState>
    </Page>
  );
}
