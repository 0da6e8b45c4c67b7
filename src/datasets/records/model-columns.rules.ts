import { type FieldKind, MODEL, type ModelType } from '../../providers/model.js';
import type { Dataset } from '../../providers/model-parts.js';

/** The types of the model that have a table. The others are read from the stored record. */
export const TABLE_OF = {
  account: 'account',
  contact: 'contact',
  document: 'document',
  payment: 'payment',
  allocation: 'allocation',
  bankAccount: 'bank_account',
  bankMovement: 'bank_movement',
  journal: 'journal',
  ledgerEntry: 'ledger_entry',
  item: 'item',
  taxRate: 'tax_rate',
} as const satisfies Partial<Record<ModelType, string>>;
export type StoredType = keyof typeof TABLE_OF;
export const STORED_TYPES = Object.keys(TABLE_OF) as StoredType[];

/** The type that the records of a dataset become; null: its records have no table. */
const TYPE_OF_DATASET: Readonly<Record<Dataset, StoredType | null>> = {
  ACCOUNTS: 'account',
  CONTACTS: 'contact',
  SALES_INVOICES: 'document',
  SALES_CREDIT_NOTES: 'document',
  PURCHASE_INVOICES: 'document',
  PURCHASE_CREDIT_NOTES: 'document',
  PAYMENTS: 'payment',
  ALLOCATIONS: 'allocation',
  BANK_ACCOUNTS: 'bankAccount',
  BANK_MOVEMENTS: 'bankMovement',
  JOURNALS: 'journal',
  LEDGER_ENTRIES: 'ledgerEntry',
  ITEMS: 'item',
  TAX_RATES: 'taxRate',
  TRACKING_CATEGORIES: null,
  COMPANY_PROFILE: null,
};

export const typeOfDataset = (dataset: Dataset): StoredType | null => TYPE_OF_DATASET[dataset];

/** References whose id has a column of its own, because lists are filtered by it. */
const FILTERED: Readonly<Partial<Record<StoredType, readonly string[]>>> = {
  document: ['contact'],
  payment: ['contact', 'bankAccount'],
  allocation: ['contact'],
  bankMovement: ['fromAccount', 'toAccount'],
  ledgerEntry: ['account', 'contact'],
};

/** Types whose records have no date: their lists are sorted by `sort_key`, which begins with these fields. */
const SORTED: Readonly<Partial<Record<StoredType, readonly string[]>>> = {
  account: ['code', 'name'],
  contact: ['name'],
  bankAccount: ['name'],
  item: ['name', 'code'],
  taxRate: ['name'],
};
/** Fields by whose beginning records are searched: a column of its own has it folded, and an index. */
const SEARCHED: Readonly<Partial<Record<StoredType, readonly string[]>>> = {
  document: ['number', 'reference', 'contactName'],
};
/** An index holds keys of up to 2.7 kB, and names may be longer. */
const KEY_LENGTH = 200;

/** Whether the table of a type has the column `sort_key`. */
export const isSorted = (type: StoredType): boolean => type in SORTED;

const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** The text in which case and the Unicode form of accents do not matter. */
export const foldedText = (text: string): string => text.normalize('NFC').toLowerCase();

const keyOf = (text: string): string => [...foldedText(text)].slice(0, KEY_LENGTH).join('');

function sortKeyOf(type: StoredType, fields: Readonly<Record<string, unknown>>): string | undefined {
  const texts = SORTED[type]?.map((field) => fields[field]).filter((text) => typeof text === 'string');
  return texts && keyOf(texts.join(' '));
}

/** The columns by which records of a type are searched, with their fields. */
export const searchColumns = (type: StoredType): { readonly name: string; readonly field: string }[] =>
  (SEARCHED[type] ?? []).map((field) => ({ name: `${snake(field)}_key`, field }));

const TYPES: Readonly<Record<FieldKind, ColumnType>> = {
  text: 'text',
  texts: 'jsonb',
  decimal: 'numeric',
  date: 'date',
  boolean: 'boolean',
  integer: 'integer',
  reference: 'jsonb',
  json: 'jsonb',
};

export type ColumnType = 'text' | 'jsonb' | 'numeric' | 'date' | 'timestamptz' | 'boolean' | 'integer';

/** A column of a table of the model. `field`: of the model, whose value or whose reference's id it holds. */
export interface ModelColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly required: boolean;
  readonly field: string;
  readonly isId: boolean;
}

const made = new Map<StoredType, readonly ModelColumn[]>();

/** The columns of a table of the model, beside those of its key. */
export function modelColumns(type: StoredType): readonly ModelColumn[] {
  const known = made.get(type);
  if (known !== undefined) return known;
  const columns = Object.entries(MODEL[type]).flatMap(([field, { kind, required }]): ModelColumn[] => {
    const own = { name: snake(field), type: TYPES[kind as FieldKind], required, field, isId: false };
    if (!FILTERED[type]?.includes(field)) return [own];
    return [own, { name: `${snake(field)}_id`, type: 'text', required: false, field, isId: true }];
  });
  made.set(type, columns);
  return columns;
}

/** A mapped record as its table takes it, by column. */
export function modelRow(type: StoredType, fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const row: Record<string, unknown> = {};
  if (isSorted(type)) row.sort_key = sortKeyOf(type, fields);
  for (const { name, field } of searchColumns(type))
    row[name] = typeof fields[field] === 'string' ? keyOf(fields[field]) : null;
  for (const { name, field, isId } of modelColumns(type)) {
    const value = fields[field] ?? null;
    row[name] = isId ? ((value as { sourceId: string } | null)?.sourceId ?? null) : value;
  }
  return row;
}
