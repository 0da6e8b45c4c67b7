import './companies.css';
import { useQuery } from 'urql';
import { useParams } from 'wouter';
import { CompanyDocument, type CompanyQuery } from '../gql/graphql.ts';
import { useScope } from '../session/viewer.tsx';
import { useAutoRefetch } from '../ui/use-auto-refetch.ts';
import { CompanyNotShown } from './company-not-shown.tsx';
import { CompanyView } from './company-view.tsx';

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
  if (!company) return <CompanyNotShown result={result} onRetry={reload} />;
  return <CompanyView company={company} error={result.error} onReload={reload} />;
}

const hasOpenLinkUrl = (company: CompanyQuery['company'] | undefined): boolean =>
  company?.links.some(({ linkUrlExpiresAt }) => linkUrlExpiresAt !== null) ?? false;
