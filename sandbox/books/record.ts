export interface RecordRef {
  readonly list: string;
  readonly n: number;
}

export interface Line {
  readonly account: number;
  readonly text: string;
  /** Pennies. In a journal a debit is positive and a credit is negative. */
  readonly net: number;
  readonly tax: number;
  readonly taxRate: number;
}

export interface Allocation {
  readonly other: RecordRef;
  /** Pennies. */
  readonly amount: number;
}

/**
 * A record of a business's books before it gets the platform's form. One shape serves all lists; a list uses the fields
 * that it needs. Money is in whole pennies, times are epoch seconds, and days are counted since 1970.
 */
export interface BookRecord extends RecordRef {
  readonly created: number;
  readonly updated: number;
  readonly deleted: number | null;
  readonly day: number;
  readonly name: string;
  /** The transaction type, or the contact type. */
  readonly type: string;
  readonly contact: number;
  readonly net: number;
  readonly tax: number;
  readonly total: number;
  readonly lines: readonly Line[];
  readonly allocations: readonly Allocation[];
  readonly state: 'DRAFT' | 'ISSUED' | 'VOID';
  /** The currency of the amounts. Empty: the business's own. */
  readonly currency: string;
  /** Millionths of the business's currency for one unit of `currency`. */
  readonly rate: number;
  readonly bank: number;
  readonly toBank: number;
  /** The ledger account of a ledger entry. */
  readonly account: number;
  /** The document of a transaction, the transaction of a ledger entry, the owner of an attachment. */
  readonly source: RecordRef | null;
  /** The transactions of a document, or the ledger entries of a transaction. */
  readonly parts: readonly number[];
  /** Ledger entries and transactions stay in their lists when they are deleted, and carry this mark. */
  readonly flagged: boolean;
}

export type NewRecord = Partial<BookRecord> & Pick<BookRecord, 'list' | 'n' | 'created'>;

/** The exchange rate of the business's own currency. */
export const PAR = 1_000_000;
const NONE: readonly never[] = [];

/**
 * A record with the given fields, and empty values for the others. The fields are named one by one, because spreading
 * three objects made the generation of large books three times slower.
 */
export function newRecord(fields: NewRecord): BookRecord {
  const { list, n, created, net = 0, tax = 0, total = 0 } = fields;
  return {
    list,
    n,
    created,
    updated: fields.updated ?? created,
    deleted: fields.deleted ?? null,
    day: fields.day ?? 0,
    name: fields.name ?? '',
    type: fields.type ?? '',
    contact: fields.contact ?? 0,
    net,
    tax,
    total,
    lines: fields.lines ?? NONE,
    allocations: fields.allocations ?? NONE,
    state: fields.state ?? 'ISSUED',
    currency: fields.currency ?? '',
    rate: fields.rate ?? PAR,
    bank: fields.bank ?? 0,
    toBank: fields.toBank ?? 0,
    account: fields.account ?? 0,
    source: fields.source ?? null,
    parts: fields.parts ?? NONE,
    flagged: fields.flagged ?? false,
  };
}

/** What is not allocated yet, in pennies. */
export function outstandingOf({ total, allocations, state }: BookRecord): number {
  return state === 'VOID' ? 0 : total - allocations.reduce((sum, { amount }) => sum + amount, 0);
}

/** Pennies of the record's currency in the business's currency, rounded half up. */
export const inBase = ({ rate }: Pick<BookRecord, 'rate'>, pennies: number) =>
  rate === PAR ? pennies : Math.round((pennies * rate) / PAR);

/** The amounts in the business's currency. They are sums of rounded lines, so that the ledger entries balance. */
export function baseAmounts(record: BookRecord): { net: number; tax: number; total: number } {
  const { lines, net, tax, total } = record;
  if (record.rate === PAR) return { net, tax, total };
  if (lines.length === 0) return { net, tax, total: inBase(record, total) };
  const sum = (field: 'net' | 'tax') => lines.reduce((base, line) => base + inBase(record, line[field]), 0);
  const own = { net: sum('net'), tax: sum('tax') };
  return { ...own, total: own.net + own.tax };
}
