import { sumOf } from '../ui/amounts.ts';
import type { Report } from './statement.tsx';

/** The sections of a profit and loss account by what they count for. docs/reports.md names them. */
const INCOME = ['Income'];
const EXPENSES = ['Cost of sales', 'Expenses'];

/** The income and the expenses of a profit and loss account, as exact decimals. */
export function figuresOf({ sections }: Pick<Report, 'sections'>): {
  readonly income: string;
  readonly expenses: string;
} {
  const total = (names: readonly string[]) =>
    sumOf(sections.filter(({ name }) => names.includes(name)).map((section) => section.total));
  return { income: total(INCOME), expenses: total(EXPENSES) };
}
