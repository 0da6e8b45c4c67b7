import { Anchor } from '@mantine/core';
import { useQuery } from 'urql';
import { Link, useParams } from 'wouter';
import { IntegrationDocument } from '../gql/graphql.ts';
import { Page } from '../ui/page.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { useReread } from '../ui/use-reread.ts';
import { IntegrationSettingsView } from './integration-settings-view.tsx';

export function IntegrationSettingsPage() {
  const { key = '' } = useParams<{ key: string }>();
  const [result, refetch] = useQuery({ query: IntegrationDocument, variables: { key } });
  const reread = useReread(IntegrationDocument, { key });
  const reload = () => refetch({ requestPolicy: 'network-only' });
  const back = (
    <Anchor component={Link} href="/integrations">
      Accounting integrations
    </Anchor>
  );
  if (result.data?.integration)
    return (
      <IntegrationSettingsView
        key={key}
        loaded={result.data.integration}
        error={result.error}
        back={back}
        onReload={reload}
        reread={reread}
      />
    );
  return (
    <Page title="Integration settings" eyebrow={back}>
      <QueryState what="the integration" result={result} onRetry={reload}>
        {() => <p>There is no integration with this key.</p>}
      </QueryState>
    </Page>
  );
}
