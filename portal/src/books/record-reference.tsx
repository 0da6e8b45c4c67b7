import { Anchor } from '@mantine/core';
import { Link } from 'wouter';
import type { DataPlace } from '../companies/linked-company.tsx';
import type { DocumentKind, NamedRecordFragment } from '../gql/graphql.ts';
import { Name } from '../ui/name.tsx';
import { recordAddress } from './address.ts';

/** The list that shows the records of a type. Records of other types have no page. */
const SECTIONS: Readonly<Record<string, string>> = {
  Contact: 'contacts',
  LedgerAccount: 'accounts',
  LedgerEntry: 'entries',
  Payment: 'payments',
  BankAccount: 'bank-accounts',
  BankMovement: 'bank-movements',
};

export const sectionOfDocument = (kind: DocumentKind): string => (kind.startsWith('SALES') ? 'invoices' : 'bills');

function sectionOf(record: NamedRecordFragment['record']): string | undefined {
  if (record === null) return undefined;
  return record.__typename === 'Document' ? sectionOfDocument(record.kind) : SECTIONS[record.__typename];
}

interface RecordReferenceProps {
  readonly place: DataPlace;
  readonly reference: NamedRecordFragment;
}

/** A record that another one names, with a link to it where it was pulled. */
export function RecordReference({ place, reference: { name, sourceId, record } }: RecordReferenceProps) {
  const section = sectionOf(record);
  const shown = <Name>{name || sourceId}</Name>;
  if (record === null || section === undefined) return shown;
  return (
    <Anchor component={Link} href={recordAddress(place, section, record.id)}>
      {shown}
    </Anchor>
  );
}
