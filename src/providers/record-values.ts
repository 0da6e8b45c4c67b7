import { countOf, type ExactJson, textOfNumber } from '../infra/json/exact-json.js';
import type { Decimal } from './model-parts.js';

/** What can stand in an address, a header and an index. */
const ID = /^[\x21-\x7e]{1,200}$/;
/** An id; null for a value that is none. */
export const idOf = (value: ExactJson | undefined): string | null => {
  const text = scalarOf(value);
  return text !== null && ID.test(text) ? text : null;
};

/** A text or a number as text; null for a blank text and for anything else. */
export function scalarOf(value: ExactJson | undefined): string | null {
  const text = textOfNumber(value) ?? value;
  return typeof text === 'string' && text.trim() !== '' ? text : null;
}

/** `-?digits(.digits)?` as it was sent. Only an exponent is written out. */
export function toDecimal(value: ExactJson): Decimal | undefined {
  const found = /^(-?)(\d{1,500})(?:\.(\d{1,500}))?(?:[eE]([+-]?)(\d{1,3}))?$/.exec(scalarOf(value)?.trim() ?? '');
  if (found === null) return undefined;
  const [, sign = '', whole = '', decimals = '', direction, exponent] = found;
  if (exponent === undefined) return decimals === '' ? sign + whole : `${sign}${whole}.${decimals}`;
  const shift = countOf(exponent) ?? 0;
  const point = whole.length + (direction === '-' ? -shift : shift);
  const digits = (point > 0 ? '' : '0'.repeat(1 - point)) + (whole + decimals).padEnd(point, '0');
  const at = point > 0 ? point : 1;
  const integral = digits.slice(0, at).replace(/^0+(?=\d)/, '');
  return sign + (digits.length > at ? `${integral}.${digits.slice(at)}` : integral);
}

/** The day of a date, or of a time as it was written. */
export function toDate(value: ExactJson): string | undefined {
  const day = /^(\d{4}-\d\d-\d\d)(?:T[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?$/.exec(scalarOf(value)?.trim() ?? '')?.[1];
  return day !== undefined && day > '0001' && isoOf(`${day}T00:00:00Z`)?.startsWith(day) ? day : undefined;
}

/** A time in ISO 8601 as UTC; null for anything else, such as the 317th of November. */
export function timeOf(value: ExactJson | undefined): string | null {
  const sent = scalarOf(value) ?? '';
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$/.test(sent) ? (isoOf(sent) ?? null) : null;
}

function isoOf(text: string): string | undefined {
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}
