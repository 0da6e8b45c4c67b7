import { Title } from '@mantine/core';
import type { DataPlace } from '../companies/linked-company.tsx';
import type { LineFragment, SettlementFragment } from '../gql/graphql.ts';
import { Amount } from '../ui/amount.tsx';
import { Day } from '../ui/moment.tsx';
import { Name } from '../ui/name.tsx';
import { RecordReference } from './record-reference.tsx';

interface RecordLinesProps {
  readonly place: DataPlace;
  readonly lines: readonly LineFragment[];
  readonly currency: string | null;
}

/** The lines of an invoice, a credit note or a payment. */
export function RecordLines({ place, lines, currency }: RecordLinesProps) {
  const money = (value: string | null) => value && <Amount value={value} currency={currency} />;
  return (
    <section aria-labelledby="lines">
      <Title order={3} size="h5" id="lines">
        Lines
      </Title>
      <table className="rows list" aria-labelledby="lines">
        <thead>
          <tr>
            <th scope="col">Description</th>
            <th scope="col">Account</th>
            {['Quantity', 'Unit price', 'Net', 'Tax', 'Total'].map((label) => (
              <th key={label} scope="col" data-amount>
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.position}>
              <th scope="row">{line.description ? <Name>{line.description}</Name> : `Line ${line.position}`}</th>
              <td data-label="Account">{line.account && <RecordReference place={place} reference={line.account} />}</td>
              <td data-label="Quantity" data-amount>
                {line.quantity && <Amount value={line.quantity} />}
              </td>
              <td data-label="Unit price" data-amount>
                {money(line.unitPrice)}
              </td>
              <td data-label="Net" data-amount>
                {money(line.net)}
              </td>
              <td data-label="Tax" data-amount>
                {money(line.tax)}
              </td>
              <td data-label="Total" data-amount>
                {money(line.total)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface SettlementsProps {
  readonly place: DataPlace;
  readonly entries: readonly SettlementFragment[];
  readonly currency: string | null;
}

/** What settles a document, or what a payment settles. */
export function Settlements({ place, entries, currency }: SettlementsProps) {
  const hasDates = entries.some(({ date }) => date !== null);
  const hasDiscounts = entries.some(({ discount }) => discount !== null);
  return (
    <section aria-labelledby="settlements">
      <Title order={3} size="h5" id="settlements">
        Allocations
      </Title>
      <table className="rows list" aria-labelledby="settlements">
        <thead>
          <tr>
            <th scope="col">Record</th>
            {hasDates && <th scope="col">Date</th>}
            <th scope="col" data-amount>
              Amount
            </th>
            {hasDiscounts && (
              <th scope="col" data-amount>
                Discount
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {entries.map(({ record, date, amount, discount }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: one record may settle another in several parts
            <tr key={`${record?.sourceId} ${index}`}>
              <th scope="row">{record ? <RecordReference place={place} reference={record} /> : 'Not named'}</th>
              {hasDates && <td data-label="Date">{date && <Day on={date} short />}</td>}
              <td data-label="Amount" data-amount>
                {amount && <Amount value={amount} currency={currency} />}
              </td>
              {hasDiscounts && (
                <td data-label="Discount" data-amount>
                  {discount && <Amount value={discount} currency={currency} />}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
