import type { DataPlace } from '../companies/linked-company.tsx';
import type { StatementFragment } from '../gql/graphql.ts';
import { Amount } from '../ui/amount.tsx';
import { isZero } from '../ui/amounts.ts';
import { Name } from '../ui/name.tsx';
import { RecordReference } from './record-reference.tsx';

export type Report = Extract<StatementFragment, { __typename: 'Report' }>;
type Section = Report['sections'][number];
type Row = Section['rows'][number];

interface StatementProps {
  readonly report: Report;
  readonly place: DataPlace;
  readonly title: string;
}

/** A report as accountants read it: sections of accounts, each with its total. */
export function Statement({ report, place, title }: StatementProps) {
  const hasSides = report.kind === 'TRIAL_BALANCE';
  return (
    <table className="statement" aria-label={title}>
      <thead>
        <tr>
          <th scope="col">Account</th>
          {(hasSides ? ['Debit', 'Credit'] : ['Amount']).map((label) => (
            <th key={label} scope="col" data-amount>
              {label}
            </th>
          ))}
        </tr>
      </thead>
      {report.sections.map((section) => (
        <SectionRows
          key={section.name}
          section={section}
          hasSides={hasSides}
          currency={report.currency}
          place={place}
        />
      ))}
    </table>
  );
}

interface SectionRowsProps {
  readonly section: Section;
  readonly hasSides: boolean;
  readonly currency: string;
  readonly place: DataPlace;
}

function SectionRows({ section: { name, total, rows }, hasSides, currency, place }: SectionRowsProps) {
  return (
    <tbody>
      {rows.length > 0 && (
        <tr>
          <th scope="rowgroup" colSpan={hasSides ? 3 : 2} className="section-name">
            {name}
          </th>
        </tr>
      )}
      {rows.map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two accounts may have one name and no code
        <tr key={`${row.code} ${row.name} ${index}`}>
          <th scope="row">
            <AccountName row={row} place={place} />
          </th>
          {(hasSides ? [row.debit, row.credit] : [row.amount]).map((value, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the columns of the table
            <td key={at} data-amount>
              {value && !(hasSides && isZero(value)) && <Amount value={value} currency={currency} />}
            </td>
          ))}
        </tr>
      ))}
      <tr className="total">
        <th scope="row">{rows.length > 0 ? `Total ${name.toLowerCase()}` : name}</th>
        <td data-amount>
          <Amount value={total} currency={currency} />
        </td>
        {hasSides && (
          <td data-amount>
            <Amount value={total} currency={currency} />
          </td>
        )}
      </tr>
    </tbody>
  );
}

function AccountName({ row: { account, code, name }, place }: { row: Row; place: DataPlace }) {
  return (
    <>
      {code && <span className="quiet">{code} </span>}
      {account ? <RecordReference place={place} reference={{ ...account, name }} /> : <Name>{name}</Name>}
    </>
  );
}
