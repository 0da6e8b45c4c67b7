import { Amount } from '../ui/amount.tsx';
import { formatAmount } from '../ui/amounts.ts';
import { ticksOf } from './chart-scale.ts';

export interface MonthFigures {
  /** The first day of the month. */
  readonly month: string;
  /** Exact decimals. */
  readonly income: string;
  readonly expenses: string;
}

interface MonthlyChartProps {
  /** The months of the chart. Those without figures are still being read. */
  readonly months: readonly string[];
  readonly figures: ReadonlyMap<string, MonthFigures>;
  readonly currency: string;
}

const HEIGHT = 220;
const TOP = 12;
const BOTTOM = 24;
/** The width of the labels beside the lines, in percent. */
const LABELS = 12;

const shortMonth = new Intl.DateTimeFormat(undefined, { month: 'short', timeZone: 'UTC' });
const longMonth = new Intl.DateTimeFormat(undefined, { month: 'long', year: 'numeric', timeZone: 'UTC' });
const nameOf = (month: string): string => longMonth.format(new Date(`${month}T00:00:00Z`));

/** Income and expenses of each month as bars, with the same figures as a table. */
export function MonthlyChart({ months, figures, currency }: MonthlyChartProps) {
  return (
    <figure className="chart">
      <figcaption>
        Income and expenses by month <span className="legend income">Income</span>{' '}
        <span className="legend expenses">Expenses</span>
      </figcaption>
      <Bars months={months} figures={figures} currency={currency} />
      <details>
        <summary>The same as a table</summary>
        <table className="statement" aria-label="Income and expenses by month">
          <thead>
            <tr>
              <th scope="col">Month</th>
              <th scope="col" data-amount>
                Income
              </th>
              <th scope="col" data-amount>
                Expenses
              </th>
            </tr>
          </thead>
          <tbody>
            {months.map((month) => {
              const found = figures.get(month);
              return (
                <tr key={month}>
                  <th scope="row">{nameOf(month)}</th>
                  <td data-amount>{found && <Amount value={found.income} currency={currency} />}</td>
                  <td data-amount>{found && <Amount value={found.expenses} currency={currency} />}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </details>
    </figure>
  );
}

/** The drawing. Floats are good enough for heights; every text is written from the exact decimals. */
function Bars({ months, figures, currency }: MonthlyChartProps) {
  const shown = months.flatMap((month) => figures.get(month) ?? []);
  const values = shown.flatMap(({ income, expenses }) => [Number(income), Number(expenses)]);
  const ticks = ticksOf(values);
  const [lowest, highest] = [Math.min(0, ...values), ticks.at(-1) ?? 1];
  const y = (value: number) => TOP + ((highest - value) / (highest - lowest)) * (HEIGHT - TOP - BOTTOM);
  const compact = new Intl.NumberFormat(undefined, {
    notation: 'compact',
    style: 'currency',
    currency,
    maximumFractionDigits: 1,
  });
  const width = (100 - LABELS) / months.length;
  return (
    <svg className="bars" height={HEIGHT} width="100%" role="img" aria-label="Bars of income and expenses by month">
      {ticks.map((tick) => (
        <g key={tick}>
          <line x1={`${LABELS}%`} x2="100%" y1={y(tick)} y2={y(tick)} className={tick === 0 ? 'zero' : 'grid'} />
          <text x={`${LABELS - 1}%`} y={y(tick)} dy="0.32em" textAnchor="end">
            {compact.format(tick)}
          </text>
        </g>
      ))}
      {months.map((month, at) => {
        const found = figures.get(month);
        const left = LABELS + at * width;
        return (
          <g key={month} className={at % 2 === 0 ? undefined : 'odd'}>
            {found && (
              <>
                <Bar kind="income" x={left + width * 0.14} width={width * 0.34} value={found.income} y={y}>
                  {`${nameOf(month)}: income ${formatAmount(found.income, currency)}`}
                </Bar>
                <Bar kind="expenses" x={left + width * 0.52} width={width * 0.34} value={found.expenses} y={y}>
                  {`${nameOf(month)}: expenses ${formatAmount(found.expenses, currency)}`}
                </Bar>
              </>
            )}
            <text className="month" x={`${left + width / 2}%`} y={HEIGHT - 6} textAnchor="middle">
              {shortMonth.format(new Date(`${month}T00:00:00Z`))}
            </text>
          </g>
        );
      })}
    </svg>
  );
}

interface BarProps {
  readonly kind: 'income' | 'expenses';
  /** In percent. */
  readonly x: number;
  readonly width: number;
  readonly value: string;
  readonly y: (value: number) => number;
  /** The text that is shown under the pointer. */
  readonly children: string;
}

function Bar({ kind, x, width, value, y, children }: BarProps) {
  const [from, to] = [y(Math.max(0, Number(value))), y(Math.min(0, Number(value)))];
  return (
    <rect className={kind} x={`${x}%`} width={`${width}%`} y={from} height={Math.max(to - from, 0)}>
      <title>{children}</title>
    </rect>
  );
}
