// The folder `infra/json`: JSON whose numbers must stay exact. Elsewhere JSON is that of JavaScript.

import { LosslessNumber, parse } from 'lossless-json';

/** A JSON value whose numbers are the text that was sent: `0.10` stays `0.10`, and twenty digits stay twenty. */
export type ExactJson = string | boolean | null | LosslessNumber | readonly ExactJson[] | ExactObject;
/** A JSON object with exact numbers. */
export interface ExactObject {
  readonly [name: string]: ExactJson | undefined;
}

/** PostgreSQL's `text` and `jsonb` accept neither NUL nor half of a surrogate pair. */
const NOT_STORABLE = /[\0\p{Cs}]/gu;
/** PostgreSQL's `numeric` holds 131,072 digits. A number with more than 1,000, or with such an exponent, is stored as text. */
const TOO_LONG = /[eE][+-]?\d{4}|^.{1001}/;

/**
 * Reads JSON without changing a number. Of two members with one name the last one counts, as with `JSON.parse`.
 * @throws SyntaxError for a text that is no JSON, RangeError for one that is nested too deep.
 */
export const parseExact = (text: string): ExactJson =>
  parse(text, null, { onDuplicateKey: ({ newValue }) => newValue }) as ExactJson;

/** A JSON object; undefined for any other text. */
export function parseExactObject(text: string): ExactObject | undefined {
  try {
    const value = parseExact(text);
    return isObject(value) ? value : undefined;
  } catch {
    // The parser's message would quote the text.
    return undefined;
  }
}

/** JSON with members in the order of their names and without spaces, so that equal values have equal texts. */
export function writeExact(value: ExactJson): string {
  if (typeof value === 'string') return JSON.stringify(storable(value));
  if (value === null || typeof value === 'boolean') return String(value);
  if (isNumber(value)) return TOO_LONG.test(value.value) ? JSON.stringify(value.value) : value.value;
  if (isList(value)) return `[${value.map(writeExact).join(',')}]`;
  return writeMembers(value, Object.keys(value));
}

/** An object with only those of its members that `names` has. */
export function writeMembers(value: ExactObject, names: readonly string[]): string {
  const members = [...names]
    .sort()
    .map((name) => `${JSON.stringify(storable(name))}:${writeExact(value[name] ?? null)}`);
  return `{${members.join(',')}}`;
}

/** A text as PostgreSQL can store it. */
export const storable = (text: string): string => text.replace(NOT_STORABLE, '\ufffd');

/** Whether a value is a number: its `value` is the text that was sent. */
export const isNumber = (value: ExactJson | undefined): value is LosslessNumber => value instanceof LosslessNumber;
/** Whether a value is a JSON array. */
export const isList = (value: ExactJson | undefined): value is readonly ExactJson[] => Array.isArray(value);
/** Whether a value is a JSON object. */
export const isObject = (value: ExactJson | undefined): value is ExactObject =>
  typeof value === 'object' && value !== null && !isNumber(value) && !isList(value);

/** A whole number from 0 to 999,999,999, sent as a number or as text; undefined for anything else. */
export function countOf(value: ExactJson | undefined): number | undefined {
  const text = isNumber(value) ? value.value : value;
  return typeof text === 'string' && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
