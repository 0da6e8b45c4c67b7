import type { CompaniesQuery } from '../gql/graphql.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { Pager } from '../ui/pager.tsx';
import type { LinkDialogRequest } from './company.ts';
import { CompanyTable } from './company-table.tsx';
import type { useCompaniesAddress } from './use-companies-address.ts';

interface CompanyListProps {
  readonly companies: CompaniesQuery['companies'];
  readonly address: ReturnType<typeof useCompaniesAddress>;
  readonly mayChange: boolean;
  readonly onOpenDialog: (dialogRequest: LinkDialogRequest) => void;
}

/** One page of companies, with buttons to the other pages. */
export function CompanyList({ companies, address, mayChange, onOpenDialog }: CompanyListProps) {
  const { nodes, pageInfo } = companies;
  const isFiltered = address.filter.search !== '' || address.filter.linkStatus !== undefined;
  return (
    <>
      <p role="status" className="visually-hidden">
        {nodes.length} {nodes.length === 1 ? 'company' : 'companies'} on this page
      </p>
      {nodes.length === 0 ? (
        <EmptyState>{isFiltered ? 'No company matches.' : 'No companies yet. Create one, then link it.'}</EmptyState>
      ) : (
        <CompanyTable companies={nodes} mayChange={mayChange} onOpenDialog={onOpenDialog} />
      )}
      <Pager what="companies" pageInfo={pageInfo} address={address} />
    </>
  );
}
