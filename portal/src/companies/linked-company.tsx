import './companies.css';
import { Anchor, NativeSelect } from '@mantine/core';
import type { ReactNode } from 'react';
import { useQuery } from 'urql';
import { Link, useLocation, useParams, useSearch } from 'wouter';
import { LinkedCompanyDocument, type LinkedCompanyQuery } from '../gql/graphql.ts';
import { RequireScope, useScope } from '../session/viewer.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Name } from '../ui/name.tsx';
import { Page } from '../ui/page.tsx';
import { QueryFailed } from '../ui/query-state.tsx';
import { addressOf } from './company.ts';
import { BackToCompanies, CompanyNotShown } from './company-not-shown.tsx';
import { type CompanyTab, CompanyTabs } from './company-tabs.tsx';

type Company = NonNullable<LinkedCompanyQuery['company']>;

/** Where the data of a page are from. */
export interface DataPlace {
  /** The address of the company's page. */
  readonly address: string;
  readonly link: Company['links'][number];
  /** The parameters that each address below it keeps: `?link=…`, or nothing where there is one link. */
  readonly search: string;
}

interface LinkedCompanyProps {
  readonly tab: CompanyTab;
  /** The part of the tab, for the browser's tab. */
  readonly part?: string;
  readonly children: (place: DataPlace) => ReactNode;
}

/** The frame of a page with pulled data: the company, its tabs, and the link that the data came from. */
export function LinkedCompany({ tab, part = tab, children }: LinkedCompanyProps) {
  const { id = '' } = useParams<{ id: string }>();
  const [result, refetch] = useQuery({
    query: LinkedCompanyDocument,
    variables: { id, mayReadIntegrations: useScope('INTEGRATIONS_READ') },
  });
  const chosen = new URLSearchParams(useSearch()).get('link');
  const reload = () => refetch({ requestPolicy: 'network-only' });
  const company = result.data?.company;
  if (!company) return <CompanyNotShown result={result} onRetry={reload} />;
  const links = company.links.filter(({ business }) => business !== null);
  const link = links.find((one) => one.id === chosen) ?? links[0];
  const search = link && links.length > 1 ? `?link=${link.id}` : '';
  const address = addressOf(company);
  return (
    <Page
      title={{ name: company.name }}
      part={part}
      eyebrow={<BackToCompanies />}
      lead={link && <Origin link={link} />}
    >
      <CompanyTabs company={company} current={tab} search={search} />
      {result.error && <QueryFailed error={result.error} onRetry={reload} />}
      {link && links.length > 1 && <LinkChoice links={links} chosen={link} />}
      <RequireScope scope="DATA_READ">
        {link ? children({ address, link, search }) : <NotLinked address={address} />}
      </RequireScope>
    </Page>
  );
}

function Origin({ link: { business, integration } }: Pick<DataPlace, 'link'>) {
  return (
    <>
      The data of <Name>{business?.name ?? ''}</Name>
      {integration && ` in ${integration.name}`}
    </>
  );
}

const NotLinked = ({ address }: Pick<DataPlace, 'address'>) => (
  <EmptyState>
    This company is not linked yet, so there are no data.{' '}
    <Anchor component={Link} href={address}>
      Link it first
    </Anchor>
    .
  </EmptyState>
);

function LinkChoice({ links, chosen }: { links: Company['links']; chosen: DataPlace['link'] }) {
  const [path, navigate] = useLocation();
  return (
    <NativeSelect
      label="Accounting software"
      value={chosen.id}
      data={links.map(({ id, integration, business }) => ({
        value: id,
        label: integration?.name ?? business?.name ?? id,
      }))}
      onChange={({ currentTarget }) => navigate(`${path}?link=${currentTarget.value}`)}
    />
  );
}
