import { Anchor } from '@mantine/core';
import { Link } from 'wouter';
import type { DataPlace } from '../companies/linked-company.tsx';
import { sectionAddress } from './address.ts';
import type { FoundRecord } from './record-facts.tsx';

/** The lists that can show what belongs to a record: the list, the name of its filter, and the text of the link. */
const RELATED: Readonly<Record<string, readonly (readonly [section: string, filter: string, label: string])[]>> = {
  Contact: [
    ['invoices', 'contact', 'Invoices'],
    ['bills', 'contact', 'Bills'],
    ['payments', 'contact', 'Payments'],
  ],
  LedgerAccount: [['entries', 'account', 'Entries']],
  BankAccount: [
    ['payments', 'account', 'Payments'],
    ['bank-movements', 'account', 'Bank movements'],
  ],
};

/** Links to the lists of what belongs to a record. */
export function RelatedLists({ record, place }: { record: FoundRecord; place: DataPlace }) {
  const related = RELATED[record.__typename];
  if (related === undefined) return null;
  return (
    <p className="links">
      {related.map(([section, filter, label]) => (
        <Anchor key={section} component={Link} href={sectionAddress(place, section, { [filter]: record.id })}>
          {label}
        </Anchor>
      ))}
    </p>
  );
}
