import { Button, Group } from '@mantine/core';
import type { CompaniesQuery } from '../gql/graphql.ts';
import { Empty } from '../ui/empty.tsx';
import { CompanyTable } from './company-table.tsx';
import type { AboutLink } from './company-words.ts';
import type { useCompaniesAddress } from './use-companies-address.ts';

interface CompanyListProps {
  readonly companies: CompaniesQuery['companies'];
  readonly address: ReturnType<typeof useCompaniesAddress>;
  readonly mayChange: boolean;
  readonly onAsk: (about: AboutLink) => void;
}

/** One page of companies, and the way to the others. */
export function CompanyList({ companies, address, mayChange, onAsk }: CompanyListProps) {
  const { nodes, pageInfo } = companies;
  const isFiltered = address.filter.search !== '' || address.filter.linkStatus !== undefined;
  return (
    <>
      <p role="status" className="visually-hidden">
        {nodes.length} {nodes.length === 1 ? 'company' : 'companies'} on this page
      </p>
      {nodes.length === 0 ? (
        <Empty>
          {isFiltered ? 'No company is like that.' : 'No companies yet. Create one, then link it.'}
        </Empty>
      ) : (
        <CompanyTable companies={nodes} mayChange={mayChange} onAsk={onAsk} />
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
