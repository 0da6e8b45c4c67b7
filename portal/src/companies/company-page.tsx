import './companies.css';
import { Anchor } from '@mantine/core';
import { useQuery } from 'urql';
import { Link as RouteLink, useParams } from 'wouter';
import { CompanyDocument, type CompanyQuery } from '../gql/graphql.ts';
import { NeedsScope } from '../session/viewer.tsx';
import { Page } from '../ui/page.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { CompanyView } from './company-view.tsx';
import { COMPANIES } from './use-companies-address.ts';
import { useFreshness } from './use-freshness.ts';

export function CompanyPage() {
  const { id = '' } = useParams<{ id: string }>();
  return (
    <NeedsScope scope="INTEGRATIONS_READ">
      <OneCompany key={id} id={id} />
    </NeedsScope>
  );
}

function OneCompany({ id }: { id: string }) {
  const [result, ask] = useQuery({ query: CompanyDocument, variables: { id } });
  const again = () => ask({ requestPolicy: 'network-only' });
  const company = result.data?.company;
  useFreshness(again, isUnderWay(company));
  const back = (
    <Anchor component={RouteLink} href={COMPANIES}>
      Companies
    </Anchor>
  );
  if (company) return <CompanyView company={company} error={result.error} back={back} onAgain={again} />;
  // What cannot be an id of a company is the same to whoever follows a link.
  const isNoId = result.error?.graphQLErrors[0]?.extensions?.code === 'BAD_USER_INPUT';
  if (isNoId || (result.data && result.error === undefined))
    return (
      <Page title="There is no such company" eyebrow={back}>
        <p>It was deleted, or it is not in this workspace.</p>
      </Page>
    );
  return (
    <Page title="Company" eyebrow={back}>
      <QueryState what="the company" result={result} onRetry={again}>
        {() => null}
      </QueryState>
    </Page>
  );
}

const isUnderWay = (company: CompanyQuery['company'] | undefined): boolean =>
  company?.links.some(({ linkUrlExpiresAt }) => linkUrlExpiresAt !== null) ?? false;
