import { useQuery } from 'urql';
import { IntegrationsDocument } from '../gql/graphql.ts';
import { Page } from '../ui/page.tsx';
import { QueryState } from '../ui/query-state.tsx';

export function IntegrationsPage() {
  const [result, ask] = useQuery({ query: IntegrationsDocument });
  return (
    <Page title="Accounting integrations" lead="The accounting platforms that your customers can link.">
      <QueryState
        what="the integrations"
        result={result}
        onRetry={() => ask({ requestPolicy: 'network-only' })}
      >
        {({ integrations }) => integrations.map(({ key, name }) => <p key={key}>{name}</p>)}
      </QueryState>
    </Page>
  );
}
