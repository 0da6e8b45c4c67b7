import { formatAmount } from './amounts.ts';

interface AmountProps {
  /** An exact decimal as text. */
  readonly value: string;
  /** Null: not known. Left out: a plain number, such as a quantity. */
  readonly currency?: string | null;
}

/** An amount of money or a number. Its digits have one width, so that they stand below each other. */
export const Amount = ({ value, currency }: AmountProps) => (
  <data className="amount" value={value}>
    {formatAmount(value, currency)}
  </data>
);
