import { useLocation, useSearch } from 'wouter';
import { useHistoryState } from 'wouter/use-browser-location';
import type { LinkStatus } from '../gql/graphql.ts';
import { STATUSES } from './link-labels.ts';

export const COMPANIES = '/companies';

export interface Filter {
  readonly search: string;
  readonly linkStatus: LinkStatus | undefined;
}

interface PagerState {
  /** The start cursors of the pages before this one. The first page's is null. */
  readonly previousStarts: readonly (string | null)[];
}

/**
 * The filter and the page of the company list, kept in the address, so that it can be reloaded, bookmarked and sent.
 */
export function useCompaniesAddress() {
  const parameters = new URLSearchParams(useSearch());
  const [, navigate] = useLocation();
  const previousStarts = useHistoryState<PagerState | null>()?.previousStarts ?? [];
  const after = parameters.get('after');
  const filter: Filter = {
    search: parameters.get('search') ?? '',
    linkStatus: STATUSES.find((status) => status === parameters.get('status')),
  };

  const goTo = (target: Filter, start: string | null, pager: PagerState, replace = false) =>
    navigate(addressOf(target, start), { state: pager, replace });
  return {
    filter,
    after,
    page: previousStarts.length + 1,
    isFirst: after === null,
    /** Replaces the history entry, so that typing does not fill the browser's history with parts of words. */
    show: (target: Filter) => goTo(target, null, { previousStarts: [] }, true),
    next: (cursor: string) => goTo(filter, cursor, { previousStarts: [...previousStarts, after] }),
    previous: () => goTo(filter, previousStarts.at(-1) ?? null, { previousStarts: previousStarts.slice(0, -1) }),
  };
}

function addressOf({ search, linkStatus }: Filter, after: string | null): string {
  const parameters = new URLSearchParams();
  if (search !== '') parameters.set('search', search);
  if (linkStatus !== undefined) parameters.set('status', linkStatus);
  if (after !== null) parameters.set('after', after);
  return parameters.size === 0 ? COMPANIES : `${COMPANIES}?${parameters}`;
}
