import { useLocation, useSearch } from 'wouter';
import { useHistoryState } from 'wouter/use-browser-location';

interface PagerState {
  /** The start cursors of the pages before this one. The first page's is null. */
  readonly previousStarts: readonly (string | null)[];
}

export interface PagedAddress {
  readonly parameters: URLSearchParams;
  /** The cursor after which the page begins. Null: at the first record. */
  readonly after: string | null;
  /** The number of the page, as far as it is known. */
  readonly page: number;
  readonly isFirst: boolean;
  show(filter: Readonly<Record<string, string>>): void;
  next(cursor: string): void;
  previous(): void;
}

/** The filter and the page of a list, kept in the address, so that it can be reloaded, bookmarked and sent. */
export function usePagedAddress(): PagedAddress {
  const parameters = new URLSearchParams(useSearch());
  const [path, navigate] = useLocation();
  const previousStarts = useHistoryState<PagerState | null>()?.previousStarts ?? [];
  const after = parameters.get('after');

  function goTo(filter: URLSearchParams, start: string | null, pager: PagerState, replace = false) {
    const query = new URLSearchParams(filter);
    query.delete('after');
    if (start !== null) query.set('after', start);
    navigate(query.size === 0 ? path : `${path}?${query}`, { state: pager, replace });
  }
  return {
    parameters,
    after,
    page: previousStarts.length + 1,
    isFirst: after === null,
    /** Replaces the history entry, so that typing does not fill the browser's history with parts of words. */
    show: (filter) => {
      const given = Object.entries(filter).filter(([, value]) => value !== '');
      goTo(new URLSearchParams(given), null, { previousStarts: [] }, true);
    },
    next: (cursor) => goTo(parameters, cursor, { previousStarts: [...previousStarts, after] }),
    previous: () => goTo(parameters, previousStarts.at(-1) ?? null, { previousStarts: previousStarts.slice(0, -1) }),
  };
}
