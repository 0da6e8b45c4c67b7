import { MODEL, type ModelRecord } from '../../src/providers/model.js';

const DECIMAL = /^-?\d+(\.\d+)?$/;
const isText = (value: unknown) => typeof value === 'string' && !/[\0\p{Cs}]/u.test(value);
const isReference = (value: unknown) => isText((value as { sourceId?: unknown } | null)?.sourceId);

/** Whether a value is written as its kind says. */
const KINDS: Readonly<Record<string, (value: unknown) => boolean>> = {
  text: isText,
  texts: (value) => Array.isArray(value) && value.every(isText),
  decimal: (value) => isText(value) && DECIMAL.test(String(value)),
  date: (value) => /^\d{4}-\d\d-\d\d$/.test(String(value)) && !Number.isNaN(Date.parse(String(value))),
  boolean: (value) => typeof value === 'boolean',
  integer: (value) => isText(value) && /^-?\d+$/.test(String(value)),
  reference: isReference,
  json: Array.isArray,
};

/** The enumerations of the API. Another value would make a whole page of it fail. */
const ENUMS: Readonly<Record<string, string>> = {
  'account.type': 'ASSET LIABILITY EQUITY INCOME EXPENSE UNKNOWN',
  'document.kind': 'SALES_INVOICE SALES_CREDIT_NOTE PURCHASE_INVOICE PURCHASE_CREDIT_NOTE',
  'document.form': 'FULL QUICK',
  'document.status': 'DRAFT OPEN PART_PAID PAID VOID DISPUTED OTHER',
  'payment.direction': 'IN OUT',
  'payment.kind': 'RECEIPT PAYMENT REFUND OTHER',
  'bankAccount.type': 'CURRENT SAVINGS CARD CASH LOAN OTHER',
  'bankMovement.kind': 'TRANSFER DEPOSIT RECEIPT PAYMENT OTHER',
  'item.kind': 'PRODUCT SERVICE STOCK',
};

/** What is wrong with a mapped record, by the table of the model; empty where nothing is. */
export function faultsOf({ type, fields }: ModelRecord): string[] {
  const values: Readonly<Record<string, unknown>> = { ...fields };
  const known = Object.entries(MODEL[type]);
  const faults = known.flatMap(([field, { kind, required }]) => {
    const value = values[field];
    const path = `${type}.${field}`;
    if (value === null) return required ? [`${path} is null`] : [];
    const isOdd = KINDS[kind]?.(value) !== true || ENUMS[path]?.split(' ').includes(String(value)) === false;
    return isOdd ? [`${path} is no ${kind}: ${JSON.stringify(value)}`] : [];
  });
  const isComplete =
    Object.keys(values).sort().join() ===
    known
      .map(([field]) => field)
      .sort()
      .join();
  return [...faults, ...(isComplete ? [] : [`${type} has other fields`]), ...numbersIn(fields, type)];
}

/** No number of a platform becomes a number of JavaScript. */
const numbersIn = (value: unknown, path: string): string[] => {
  if (typeof value === 'number' || typeof value === 'bigint') return [`${path} is a number`];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, one]) => numbersIn(one, `${path}.${name}`));
};

/** Every decimal of a mapped record, those of its lines included. */
export function decimalsOf({ type, fields }: ModelRecord): string[] {
  const names = new Set(
    Object.entries(MODEL[type]).flatMap(([field, { kind }]) => (kind === 'decimal' ? [field] : [])),
  );
  const inParts = /^(quantity|unitPrice|discount|net|tax|total|amount|debit|credit|percentage|price)$/;
  const walk = (value: unknown, own: boolean): string[] => {
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([name, one]) => {
      const isAmount = own ? names.has(name) : inParts.test(name);
      return isAmount && typeof one === 'string' ? [one] : walk(one, false);
    });
  };
  return walk(fields, true);
}
