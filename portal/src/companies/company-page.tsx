import './companies.css';
import { Anchor } from '@mantine/core';
import { useQuery } from 'urql';
import { Link as RouteLink, useParams } from 'wouter';
import { CompanyDocument, type CompanyQuery } from '../gql/graphql.ts';
import { useScope } from '../session/viewer.tsx';
import { isWrongInput } from '../ui/error-messages.ts';
import { Page } from '../ui/page.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { CompanyView } from './company-view.tsx';
import { useAutoRefetch } from './use-auto-refetch.ts';
import { COMPANIES } from './use-companies-address.ts';

export function CompanyPage() {
  const { id = '' } = useParams<{ id: string }>();
  return <OneCompany key={id} id={id} />;
}

function OneCompany({ id }: { id: string }) {
  const [result, refetch] = useQuery({
    query: CompanyDocument,
    variables: { id, mayReadIntegrations: useScope('INTEGRATIONS_READ') },
  });
  const reload = () => refetch({ requestPolicy: 'network-only' });
  const company = result.data?.company;
  useAutoRefetch(reload, hasOpenLinkUrl(company));
  const back = (
    <Anchor component={RouteLink} href={COMPANIES}>
      Companies
    </Anchor>
  );
  if (company) return <CompanyView company={company} error={result.error} back={back} onReload={reload} />;
  // A malformed id in the address gets the same page as an unknown id.
  if (isWrongInput(result.error) || (result.data && result.error === undefined))
    return (
      <Page title="There is no such company" eyebrow={back}>
        <p>It was deleted, or it is not in this workspace.</p>
      </Page>
    );
  return (
    <Page title="Company" eyebrow={back}>
      <QueryState what="the company" result={result} onRetry={reload}>
        {() => null}
      </QueryState>
    </Page>
  );
}

const hasOpenLinkUrl = (company: CompanyQuery['company'] | undefined): boolean =>
  company?.links.some(({ linkUrlExpiresAt }) => linkUrlExpiresAt !== null) ?? false;
