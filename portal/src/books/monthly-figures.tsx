import { useEffect, useState } from 'react';
import { type CombinedError, useClient } from 'urql';
import { ProfitAndLossDocument } from '../gql/graphql.ts';
import { Loading, QueryFailed } from '../ui/query-state.tsx';
import { type MonthFigures, MonthlyChart } from './monthly-chart.tsx';
import { monthsUpTo } from './months.ts';
import { reportIn } from './report-definition.ts';
import { figuresOf } from './report-figures.ts';

const MONTHS = 12;
/** How many reports are asked for at the same time. A browser has six connections to a host, and the page needs some. */
const AT_ONCE = 3;

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

/** Reads a report for each month, the newest first. Each of them costs a request to the platform. */
function useMonths(linkId: string, to: string) {
  const client = useClient();
  const [read, setRead] = useState(NOTHING);
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt reads again
  useEffect(() => {
    let isCurrent = true;
    const months = monthsUpTo(to, MONTHS).toReversed();
    let found = NOTHING;
    const readMonths = async () => {
      const month = months.shift();
      if (month === undefined) return;
      const variables = { linkId, from: month.from, to: month.to };
      const { data, error } = await client
        .query(ProfitAndLossDocument, variables, { requestPolicy: 'cache-first' })
        .toPromise();
      if (!isCurrent) return;
      const report = data && reportIn(data);
      if (report?.__typename !== 'Report') {
        months.length = 0;
        found = { ...found, error, problem: report?.message ?? 'The link is not there any more.' };
        return setRead(found);
      }
      const figures = new Map(found.figures).set(month.from, { month: month.from, ...figuresOf(report) });
      found = { ...found, figures, currency: report.currency };
      setRead(found);
      await readMonths();
    };
    for (let reader = 0; reader < AT_ONCE; reader++) readMonths();
    return () => {
      isCurrent = false;
    };
  }, [client, linkId, to, attempt]);
  return { read, retry: () => setAttempt(attempt + 1) };
}
