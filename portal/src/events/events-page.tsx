import { NativeSelect } from '@mantine/core';
import { useQuery } from 'urql';
import { EventsDocument } from '../gql/graphql.ts';
import { useScope } from '../session/viewer.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { isWrongInput } from '../ui/error-messages.ts';
import { FilterForm } from '../ui/filter-form.tsx';
import { NoSuchListPage } from '../ui/no-such-list-page.tsx';
import { Page } from '../ui/page.tsx';
import { Pager } from '../ui/pager.tsx';
import { QueryState } from '../ui/query-state.tsx';
import { useAutoRefetch } from '../ui/use-auto-refetch.ts';
import { usePagedAddress } from '../ui/use-paged-address.ts';
import { EVENTS } from './address.ts';
import { EVENT, EVENT_TYPES } from './event-labels.ts';
import { EventTable } from './event-table.tsx';

export function EventsPage() {
  const address = usePagedAddress();
  const type = EVENT_TYPES.find((one) => one === address.parameters.get('type'));
  const linkId = address.parameters.get('link');
  const [result, refetch] = useQuery({
    query: EventsDocument,
    variables: {
      types: type ? [type] : null,
      linkId,
      before: address.after,
      mayReadCompanies: useScope('COMPANIES_READ'),
    },
  });
  const reload = () => refetch({ requestPolicy: 'network-only' });
  // New events come on the first page only.
  useAutoRefetch(reload, address.isFirst);
  return (
    <Page
      title="Events"
      lead="What happened in this workspace, newest first. Programs get the same events by webhooks and by the API."
    >
      <FilterForm filter={{ ...(type && { type }), ...(linkId && { link: linkId }) }} onFilter={address.show}>
        <NativeSelect
          name="type"
          label="Kind"
          defaultValue={type ?? ''}
          data={[{ value: '', label: 'All events' }, ...EVENT_TYPES.map((value) => ({ value, label: EVENT[value] }))]}
        />
        <input type="hidden" name="link" defaultValue={linkId ?? ''} />
        {linkId && <p>Only those of one link.</p>}
      </FilterForm>
      {isWrongInput(result.error) ? (
        <NoSuchListPage whole={EVENTS}>Show all events</NoSuchListPage>
      ) : (
        <QueryState what="the events" result={result} onRetry={reload}>
          {({ events: { nodes, pageInfo } }) => (
            <>
              <p role="status" className="visually-hidden">
                {nodes.length} {nodes.length === 1 ? 'event' : 'events'} on page {address.page}
              </p>
              {nodes.length > 0 && <EventTable events={nodes} ofOneLink={linkId !== null} />}
              {nodes.length === 0 && (
                <EmptyState>{type || linkId ? 'No event matches.' : 'Nothing has happened yet.'}</EmptyState>
              )}
              <Pager what="events" pageInfo={pageInfo} address={address} />
            </>
          )}
        </QueryState>
      )}
    </Page>
  );
}
