import { useEffect, useMemo, useRef, useState } from 'react';
import type { CombinedError } from 'urql';
import { createGraphqlClient } from '../app/graphql-client.ts';
import { useSession } from '../session/session.tsx';
import { csvLine } from './csv.ts';
import type { ListDefinition } from './list-definition.tsx';
import { saveCsv } from './save-csv.ts';

/** The most records that one request may ask for. */
const PAGE_SIZE = 100;

export type ExportState =
  | { readonly status: 'idle' }
  | { readonly status: 'running'; readonly rows: number }
  | { readonly status: 'saved'; readonly rows: number }
  /** `error` is undefined where the link is not there any more. */
  | { readonly status: 'failed'; readonly rows: number; readonly error: CombinedError | undefined };

/** What an export has read so far. It outlives a failure, so that the export can go on. */
interface Run {
  readonly parts: Blob[];
  after: string | null;
  rows: number;
}

/** Reads a whole list page by page, and saves it as a CSV file. */
export function useExport(list: ListDefinition, variables: object, fileName: string) {
  const [state, setState] = useState<ExportState>({ status: 'idle' });
  const { expire } = useSession();
  // The pages of an export are read once. In the cache they would fill the memory.
  const client = useMemo(() => createGraphqlClient(expire, { isCached: false }), [expire]);
  const current = useRef<Run>(undefined);
  useEffect(
    () => () => {
      current.current = undefined;
    },
    [],
  );

  async function read(run: Run): Promise<void> {
    const isCancelled = () => current.current !== run;
    for (;;) {
      setState({ status: 'running', rows: run.rows });
      const asked = { ...variables, first: PAGE_SIZE, after: run.after };
      const { data, error } = await client.query(list.query, asked, { requestPolicy: 'network-only' }).toPromise();
      if (isCancelled()) return;
      const page = data === undefined || error ? undefined : list.page(data);
      if (page === undefined) return setState({ status: 'failed', rows: run.rows, error });
      const lines = page.rows.map(({ cells }) => csvLine(cells.map((cell) => cell?.text ?? '')));
      run.parts.push(new Blob(lines));
      run.rows += page.rows.length;
      run.after = page.pageInfo.endCursor;
      if (!page.pageInfo.hasNextPage) break;
    }
    const header = list.columns.map(({ label }) => label);
    saveCsv(fileName, header, run.parts);
    current.current = undefined;
    setState({ status: 'saved', rows: run.rows });
  }
  return {
    state,
    start: () => {
      current.current = { parts: [], after: null, rows: 0 };
      return read(current.current);
    },
    /** Goes on where an export has failed. */
    resume: () => current.current && read(current.current),
    cancel: () => {
      current.current = undefined;
      setState({ status: 'idle' });
    },
  };
}
