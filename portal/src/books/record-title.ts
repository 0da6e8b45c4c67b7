import { DIRECTION, DOCUMENT_KIND, MOVEMENT_KIND, PAYMENT_KIND } from './labels.ts';
import type { FoundRecord } from './record-facts.tsx';

/** The name of a record for its heading. */
export function titleOf(record: FoundRecord): string {
  switch (record.__typename) {
    case 'Document':
      return `${DOCUMENT_KIND[record.kind]} ${record.number ?? record.reference ?? ''}`.trim();
    case 'Payment':
      return record.paymentKind === 'OTHER' ? DIRECTION[record.direction] : PAYMENT_KIND[record.paymentKind];
    case 'LedgerEntry':
      return 'Entry';
    case 'BankMovement':
      return MOVEMENT_KIND[record.movementKind];
    case 'Contact':
    case 'BankAccount':
      return record.name;
    case 'LedgerAccount':
      return `${record.code ?? ''} ${record.name}`.trim();
    default:
      return 'Record';
  }
}
