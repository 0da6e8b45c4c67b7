import { useEffect, useState } from 'react';
import { type CombinedError, useClient } from 'urql';
import { ProfitAndLossDocument } from '../gql/graphql.ts';
import { Loading, QueryFailed } from '../ui/query-state.tsx';
import { type MonthFigures, MonthlyChart } from './monthly-chart.tsx';
import { monthsUpTo } from './months.ts';
import { reportIn } from './report-definition.ts';
import { figuresOf } from './report-figures.ts';

const MONTHS = 12;

interface Read {
  readonly figures: ReadonlyMap<string, MonthFigures>;
  readonly currency: string | undefined;
  readonly error: CombinedError | undefined;
  /** Why a report was refused. */
  readonly problem: string | undefined;
}

const NOTHING: Read = { figures: new Map(), currency: undefined, error: undefined, problem: undefined };

/** Income and expenses of the twelve months up to a day. */
export function MonthlyFigures({ linkId, to }: { linkId: string; to: string }) {
  const { read, retry } = useMonths(linkId, to);
  if (read.error) return <QueryFailed error={read.error} onRetry={retry} />;
  if (read.problem) return <p className="quiet">The months cannot be shown. {read.problem}</p>;
  if (read.currency === undefined) return <Loading what="income and expenses by month" />;
  const months = monthsUpTo(to, MONTHS).map(({ from }) => from);
  return <MonthlyChart months={months} figures={read.figures} currency={read.currency} />;
}

/** Reads a report for each month, one after the other: each of them costs a request to the platform. */
function useMonths(linkId: string, to: string) {
  const client = useClient();
  const [read, setRead] = useState(NOTHING);
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt reads again
  useEffect(() => {
    let isCurrent = true;
    const readAll = async () => {
      let found = NOTHING;
      for (const month of monthsUpTo(to, MONTHS).toReversed()) {
        const variables = { linkId, from: month.from, to: month.to };
        const { data, error } = await client
          .query(ProfitAndLossDocument, variables, { requestPolicy: 'cache-first' })
          .toPromise();
        if (!isCurrent) return;
        const report = data && reportIn(data);
        if (report?.__typename !== 'Report')
          return setRead({ ...found, error, problem: report?.message ?? 'The link is not there any more.' });
        const figures = new Map(found.figures).set(month.from, { month: month.from, ...figuresOf(report) });
        found = { ...found, figures, currency: report.currency };
        setRead(found);
      }
    };
    readAll();
    return () => {
      isCurrent = false;
    };
  }, [client, linkId, to, attempt]);
  return { read, retry: () => setAttempt(attempt + 1) };
}
