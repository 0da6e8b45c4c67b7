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

const EMPTY = {
  deleted: null,
  day: 0,
  name: '',
  type: '',
  contact: 0,
  net: 0,
  tax: 0,
  total: 0,
  lines: [],
  allocations: [],
  state: 'ISSUED',
  bank: 0,
  toBank: 0,
  account: 0,
  source: null,
  parts: [],
  flagged: false,
} as const;

export type NewRecord = Partial<BookRecord> & Pick<BookRecord, 'list' | 'n' | 'created'>;

export const newRecord = (fields: NewRecord): BookRecord => ({ ...EMPTY, updated: fields.created, ...fields });

/** What is not allocated yet, in pennies. */
export function outstandingOf({ total, allocations, state }: BookRecord): number {
  return state === 'VOID' ? 0 : total - allocations.reduce((sum, { amount }) => sum + amount, 0);
}
