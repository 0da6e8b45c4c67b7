import { exactJson } from '../platform-requests/json.rules.js';

/** The names that platforms give to numbers of bank accounts, in small letters and without signs between words. */
const NUMBERS: ReadonlySet<string> = new Set(['accountnumber', 'bankaccountnumber', 'iban']);

/** A number of a bank account of which only the last four characters can be read. */
export const maskedNumber = (number: string): string => {
  const shown = number.length > 4 ? number.slice(-4) : '';
  return '*'.repeat(number.length - shown.length) + shown;
};

/** JSON in which the numbers of bank accounts are masked. `areNumbers`: all texts and numbers in it are such ones. */
export function withMaskedNumbers(value: unknown, areNumbers = false): unknown {
  if (Array.isArray(value)) return value.map((inner) => withMaskedNumbers(inner, areNumbers));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [name, withMaskedNumbers(inner, areNumbers || isNumber(name))]),
    );
  const isText = typeof value === 'string' || typeof value === 'number';
  return areNumbers && isText ? maskedNumber(String(value)) : value;
}

/** `accountNumbers` has several of them. */
const isNumber = (name: string): boolean => NUMBERS.has(name.replace(/[^a-z]|s$/gi, '').toLowerCase());

/** The stored JSON of a record, with the numbers of bank accounts for those who may see them. */
export function toRaw(text: string | null, seesNumbers: boolean): unknown {
  const raw = text === null ? null : exactJson(text);
  return seesNumbers ? raw : withMaskedNumbers(raw);
}
