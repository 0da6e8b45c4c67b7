import { Button, Group } from '@mantine/core';
import type { CompaniesQuery } from '../gql/graphql.ts';
import { EmptyState } from '../ui/empty-state.tsx';
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
      {(pageInfo.hasNextPage || !address.isFirst) && (
        <Group component="nav" aria-label="Pages of companies">
          <Button variant="default" disabled={address.isFirst} onClick={address.previous}>
            {address.page > 1 || address.isFirst ? 'Previous' : 'First page'}
          </Button>
          {(address.page > 1 || address.isFirst) && <span>Page {address.page}</span>}
          <Button
            variant="default"
            disabled={!pageInfo.hasNextPage}
            onClick={() => pageInfo.endCursor && address.next(pageInfo.endCursor)}
          >
            Next
          </Button>
        </Group>
      )}
    </>
  );
}
