import { ACCOUNT, BANKS } from './chart.js';
import { type BookRecord, baseAmounts, inBase } from './record.js';
import type { UnitContext } from './units.js';

/** A ledger account and an amount in pennies: a debit is positive, a credit is negative. */
export type Posting = readonly [account: number, amount: number];

const isPurchase = ({ list, type }: BookRecord) => list.startsWith('purchase') || /^(VENDOR|SUPPLIER)/.test(type);

/** The ledger entries of a record. Their sum is zero. */
export function postingsOf(record: BookRecord): Posting[] {
  const { list, lines, bank, toBank, type, state } = record;
  if (state === 'DRAFT') return [];
  const { tax, total } = baseAmounts(record);
  const side = isPurchase(record) ? -1 : 1;
  const taxAccount = side === 1 ? ACCOUNT.salesTax : ACCOUNT.purchaseTax;
  const control = side === 1 ? ACCOUNT.debtors : ACCOUNT.creditors;
  const bankLedger = BANKS[bank] ?? ACCOUNT.bank;
  const signed = (sign: number): Posting[] => [
    [control, sign * total],
    ...lines.map(({ account, net }): Posting => [account, -sign * inBase(record, net)]),
    [taxAccount, -sign * tax],
  ];
  if (/_(invoices|quick_entries)$/.test(list)) return signed(side);
  if (list.endsWith('_credit_notes')) return signed(-side);
  switch (list) {
    case 'contact_payments':
      return [
        [bankLedger, side * total],
        [control, -side * total],
      ];
    case 'other_payments': {
      const way = type === 'OTHER_PAYMENT' ? -1 : 1;
      return [
        [bankLedger, way * total],
        ...lines.map(({ account, net }): Posting => [account, -way * net]),
        [way === 1 ? ACCOUNT.salesTax : ACCOUNT.purchaseTax, -way * tax],
      ];
    }
    case 'bank_transfers':
    case 'bank_deposits':
      return [
        [BANKS[toBank] ?? ACCOUNT.bank, total],
        [bankLedger, -total],
      ];
    case 'journals':
      return lines.map(({ account, net }) => [account, net]);
    default:
      return [];
  }
}

/** Adds a record's transaction and its ledger entries, and puts their numbers into the record and the transaction. */
export function post(
  { add, replace }: Pick<UnitContext, 'add' | 'replace'>,
  record: BookRecord,
  postings = postingsOf(record),
): BookRecord {
  if (postings.length === 0) return record;
  const { list, n, day, name, type, contact } = record;
  const { total } = baseAmounts(record);
  const transaction = add({ list: 'transactions', day, name, type, contact, total, source: { list, n } });
  const source = { list: 'transactions', n: transaction.n };
  const entries = postings.map(([account, amount]) =>
    add({ list: 'ledger_entries', day, name, type, contact, account, total: amount, source }),
  );
  replace({ ...transaction, parts: entries.map(({ n }) => n) });
  const posted = { ...record, parts: [...record.parts, transaction.n] };
  replace(posted);
  return posted;
}
