import type { AnyVariables, TypedDocumentNode } from 'urql';
import {
  BalanceSheetDocument,
  ProfitAndLossDocument,
  type ProfitAndLossQuery,
  type StatementFragment,
  TrialBalanceDocument,
} from '../gql/graphql.ts';
import type { FilterValues } from '../ui/filter-form.tsx';
import type { FilterField } from './list-definition.tsx';

/** One report of the books: what is asked for, and of which days. */
export interface ReportDefinition {
  /** Its part of the address. */
  readonly key: string;
  readonly label: string;
  readonly query: TypedDocumentNode<unknown, AnyVariables>;
  readonly fields: readonly FilterField[];
  /** `today` takes the place of days that are not chosen: the year so far. */
  variables(filter: FilterValues, today: string): Readonly<Record<string, string>>;
  readonly hasChart?: boolean;
}

const PERIOD: readonly FilterField[] = [
  { kind: 'date', name: 'from', label: 'From' },
  { kind: 'date', name: 'to', label: 'To' },
];

const periodOf = ({ from, to }: FilterValues, today: string) => {
  const end = to ?? today;
  return { from: from ?? `${end.slice(0, 4)}-01-01`, to: end };
};

export const REPORTS: readonly ReportDefinition[] = [
  {
    key: 'profit-and-loss',
    label: 'Profit and loss',
    query: ProfitAndLossDocument as TypedDocumentNode<unknown, AnyVariables>,
    fields: PERIOD,
    variables: periodOf,
    hasChart: true,
  },
  {
    key: 'balance-sheet',
    label: 'Balance sheet',
    query: BalanceSheetDocument as TypedDocumentNode<unknown, AnyVariables>,
    fields: [{ kind: 'date', name: 'at', label: 'At' }],
    variables: ({ at }, today) => ({ at: at ?? today }),
  },
  {
    key: 'trial-balance',
    label: 'Trial balance',
    query: TrialBalanceDocument as TypedDocumentNode<unknown, AnyVariables>,
    fields: PERIOD,
    variables: periodOf,
  },
];

/** The report in an answer. Undefined: the link is not there any more. */
export function reportIn(data: unknown): StatementFragment | undefined {
  const { node } = data as ProfitAndLossQuery;
  return node && 'report' in node ? node.report : undefined;
}
