import { useLocation, useSearch } from 'wouter';
import { useHistoryState } from 'wouter/use-browser-location';
import type { LinkStatus } from '../gql/graphql.ts';
import { STATUSES } from './link-words.ts';

export const COMPANIES = '/companies';

export interface Filter {
  readonly search: string;
  readonly linkStatus: LinkStatus | undefined;
}

interface Turned {
  /** Where the pages before this one begin; the first has no beginning. */
  readonly before: readonly (string | null)[];
}

/** What the page of companies shows, kept in its address: it can be reloaded, gone back to and sent to others. */
export function useCompaniesAddress() {
  const parameters = new URLSearchParams(useSearch());
  const [, navigate] = useLocation();
  const before = useHistoryState<Turned | null>()?.before ?? [];
  const after = parameters.get('after');
  const filter: Filter = {
    search: parameters.get('search') ?? '',
    linkStatus: STATUSES.find((one) => one === parameters.get('status')),
  };

  const go = (to: Filter, from: string | null, turned: Turned, replace = false) =>
    navigate(addressOf(to, from), { state: turned, replace });
  return {
    filter,
    after,
    page: before.length + 1,
    isFirst: after === null,
    /** Typing leaves no trail of half words to go back through. */
    show: (to: Filter) => go(to, null, { before: [] }, true),
    next: (cursor: string) => go(filter, cursor, { before: [...before, after] }),
    previous: () => go(filter, before.at(-1) ?? null, { before: before.slice(0, -1) }),
  };
}

function addressOf({ search, linkStatus }: Filter, after: string | null): string {
  const parameters = new URLSearchParams();
  if (search !== '') parameters.set('search', search);
  if (linkStatus !== undefined) parameters.set('status', linkStatus);
  if (after !== null) parameters.set('after', after);
  return parameters.size === 0 ? COMPANIES : `${COMPANIES}?${parameters}`;
}
