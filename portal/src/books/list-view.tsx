import { Anchor, Title } from '@mantine/core';
import { useQuery } from 'urql';
import { Link, useLocation } from 'wouter';
import type { DataPlace } from '../companies/linked-company.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { isWrongInput } from '../ui/error-messages.ts';
import { FilterForm, type FilterValues } from '../ui/filter-form.tsx';
import { NoSuchListPage } from '../ui/no-such-list-page.tsx';
import { Pager } from '../ui/pager.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { useAutoRefetch } from '../ui/use-auto-refetch.ts';
import { useHeadingOfPage } from '../ui/use-heading-of-page.ts';
import { type PagedAddress, usePagedAddress } from '../ui/use-paged-address.ts';
import { recordAddress } from './address.ts';
import { ExportButton } from './export-button.tsx';
import { FilterFields, filterIn } from './filter-fields.tsx';
import type { ListDefinition, ListPage } from './list-definition.tsx';
import { ListTable } from './list-table.tsx';

const PAGE_SIZE = 25;

interface ListViewProps {
  readonly list: ListDefinition;
  readonly place: DataPlace;
}

/** One list of the books with its filter, its pages and its export. */
export function ListView({ list, place }: ListViewProps) {
  const address = usePagedAddress();
  const [path] = useLocation();
  const filter = filterIn(list.fields, address.parameters);
  const variables = { linkId: place.link.id, ...list.variables(filter) };
  const [result, refetch] = useQuery({
    query: list.query,
    variables: { ...variables, first: PAGE_SIZE, after: address.after },
  });
  const reload = () => refetch({ requestPolicy: 'network-only' });
  useAutoRefetch(reload, false);
  const heading = useHeadingOfPage(address.after);
  const kept = Object.fromEntries(new URLSearchParams(place.search));
  return (
    <section className="panel books" aria-labelledby="list" aria-busy={result.fetching}>
      <div className="books-head">
        <Title order={2} size="h4" id="list" ref={heading} tabIndex={-1}>
          {list.label}
        </Title>
        <ExportButton key={JSON.stringify(variables)} list={list} variables={variables} fileName={`${list.key}.csv`} />
      </div>
      <FilterForm filter={filter} onFilter={(values) => address.show({ ...kept, ...values })}>
        <FilterFields fields={list.fields} filter={filter} />
      </FilterForm>
      {isWrongInput(result.error) ? (
        <NoSuchListPage whole={path + place.search}>Show the whole list</NoSuchListPage>
      ) : (
        <QueryState what={list.label.toLowerCase()} result={result} onRetry={reload}>
          {(data) => (
            <Listed
              list={list}
              place={place}
              page={list.page(data)}
              isOutdated={result.fetching}
              address={address}
              filter={filter}
            />
          )}
        </QueryState>
      )}
    </section>
  );
}

interface ListedProps extends ListViewProps {
  readonly page: ListPage | undefined;
  /** The page that was asked for before is shown until this one is there. */
  readonly isOutdated: boolean;
  readonly address: PagedAddress;
  readonly filter: FilterValues;
}

function Listed({ list, place, page, isOutdated, address, filter }: ListedProps) {
  const what = list.label.toLowerCase();
  if (page === undefined) return <EmptyState>The link is not there any more.</EmptyState>;
  const { length } = page.rows;
  return (
    <>
      <p role="status" className="visually-hidden">
        {!isOutdated && `${length} ${length === 1 ? 'row' : 'rows'} on page ${address.page}`}
      </p>
      {length > 0 && (
        <ListTable
          list={list}
          page={page}
          addressOf={(id) => recordAddress(place, list.key, id)}
          search={`?${address.parameters}`}
        />
      )}
      {length === 0 && Object.keys(filter).length > 0 && <p className="quiet">None of the {what} matches.</p>}
      {length === 0 && Object.keys(filter).length === 0 && (
        <p className="quiet">
          There are no {what} here.{' '}
          <Anchor component={Link} href={`${place.address}/data${place.search}`}>
            See what was pulled, and when
          </Anchor>
          .
        </p>
      )}
      <Pager what={what} pageInfo={page.pageInfo} address={address} />
    </>
  );
}
