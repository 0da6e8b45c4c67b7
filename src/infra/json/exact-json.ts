// The folder `infra/json`: JSON whose numbers must stay exact. Elsewhere JSON is that of JavaScript.

import { randomBytes } from 'node:crypto';

/** A JSON value whose numbers are the text that was sent (`textOfNumber`): `0.10` stays `0.10`, and twenty digits stay twenty. */
export type ExactJson = string | boolean | null | readonly ExactJson[] | ExactObject;
/** A JSON object with exact numbers. */
export interface ExactObject {
  readonly [name: string]: ExactJson | undefined;
}

/** A number is an object with this member alone. No text can contain the name, because it is another one in each process. */
const NUMBER = `number ${randomBytes(16).toString('hex')}`;
const NUMBERS = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
/** PostgreSQL's `numeric` holds 131,072 digits. A number of more than 1,000, or with such an exponent, is written as text. */
const TOO_LONG = /[eE][+-]?\d{4}|^.{1001}/;
/** Escapes of NUL and of halves of surrogate pairs, which PostgreSQL's `text` and `jsonb` do not accept. */
const MAYBE_NOT_STORABLE = /\\u(?:0000|[dD][89a-fA-F])/;
const ESCAPES = /\\(?:u[dD][89abAB]..\\u[dD][c-fC-F]..|u....|.)/g;
const NOT_STORABLE = /^\\u(?:0000|[dD][89a-fA-F]..)$/;

/**
 * Reads JSON without changing a number. What no database can store becomes U+FFFD. It is `JSON.parse` behind a scan for
 * numbers: a parser in JavaScript took two to three times as long, much of it for texts that it had put together.
 * @throws SyntaxError for a text that is no JSON.
 */
export function parseExact(text: string): ExactJson {
  const storable = MAYBE_NOT_STORABLE.test(text)
    ? text.replace(ESCAPES, (found) => (NOT_STORABLE.test(found) ? '\\ufffd' : found))
    : text;
  return JSON.parse(withMarkedNumbers(storable));
}

/** Every second part between quotation marks is within a text, unless the mark before it was escaped. */
function withMarkedNumbers(text: string): string {
  let isWithin = true;
  const parts = text.split('"').map((part) => {
    isWithin = !isWithin;
    // Few parts have a number, and the test costs a tenth of the search.
    if (!isWithin) return /\d/.test(part) ? part.replace(NUMBERS, `{"${NUMBER}":"$&"}`) : part;
    const escapes = part.endsWith('\\') ? part.length - part.replace(/\\+$/, '').length : 0;
    if (escapes % 2 === 1) isWithin = false;
    return part;
  });
  return parts.join('"');
}

const QUOTE = '"'.charCodeAt(0);
const COMMA = ','.charCodeAt(0);
const [OPENS, CLOSES] = ['[{', ']}'].map((marks) => [...marks].map((mark) => mark.charCodeAt(0))) as [
  number[],
  number[],
];

/**
 * Splits a JSON object at the list that its member `name` has: the texts of the list's elements, and the text of the object
 * with an empty list. Each is parsed alone, so that a long list is never in memory as a whole. Undefined: there is no such
 * list. Of a text that is no JSON one of the parts is none.
 */
export function splitAtList(text: string, name: string): { rest: string; elements: string[] } | undefined {
  const start = beginOfList(text, name);
  const elements: string[] = [];
  for (let [at, from, depth] = [start + 1, start + 1, 0]; start > 0 && at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfText(text, at);
    else if (OPENS.includes(code)) depth += 1;
    else if (depth > 0 && CLOSES.includes(code)) depth -= 1;
    else if (depth === 0 && (code === COMMA || CLOSES.includes(code))) {
      elements.push(text.slice(from, at));
      from = at + 1;
      if (code === COMMA) continue;
      const isEmpty = elements.length === 1 && elements[0]?.trim() === '';
      return { rest: `${text.slice(0, start + 1)}${text.slice(at)}`, elements: isEmpty ? [] : elements };
    }
  }
  return undefined;
}

const OF_LIST = /\s*:\s*\[/y;

/** Where the list of a member begins; 0: there is none. */
function beginOfList(text: string, name: string): number {
  const quoted = JSON.stringify(name);
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (OPENS.includes(code)) depth += 1;
    if (CLOSES.includes(code)) depth -= 1;
    if (code !== QUOTE) continue;
    OF_LIST.lastIndex = at + quoted.length;
    if (depth === 1 && text.startsWith(quoted, at) && OF_LIST.test(text)) return OF_LIST.lastIndex - 1;
    at = endOfText(text, at);
  }
  return 0;
}

/** The quotation mark that ends the text of the one at `from`. */
function endOfText(text: string, from: number): number {
  for (let at = text.indexOf('"', from + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let escapes = 0;
    while (text[at - 1 - escapes] === '\\') escapes += 1;
    if (escapes % 2 === 0) return at;
  }
  return text.length;
}

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

/**
 * JSON with members in one order and without spaces, so that equal values have equal texts.
 * @throws RangeError for a value that is nested too deep.
 */
export function writeExact(value: ExactJson): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (value === null || typeof value === 'boolean') return String(value);
  if (isList(value)) return `[${value.map(writeExact).join(',')}]`;
  const number = textOfNumber(value);
  if (number !== undefined) return TOO_LONG.test(number) ? `"${number}"` : number;
  // Texts that grow member by member take a third of the time of objects that are put in order for JSON.stringify.
  let text = '';
  for (const name of Object.keys(value).sort()) {
    const member = value[name];
    if (member !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(name)}:${writeExact(member)}`;
  }
  return `{${text}}`;
}

/** The text of a number; undefined for any other value. */
export const textOfNumber = (value: ExactJson | undefined): string | undefined => {
  const number = typeof value === 'object' && value !== null && !isList(value) ? value[NUMBER] : undefined;
  return typeof number === 'string' ? number : undefined;
};
/** Whether a value is a JSON array. */
export const isList = (value: ExactJson | undefined): value is readonly ExactJson[] => Array.isArray(value);
/** Whether a value is a JSON object. */
export const isObject = (value: ExactJson | undefined): value is ExactObject =>
  typeof value === 'object' && value !== null && !isList(value) && textOfNumber(value) === undefined;

/** A whole number from 0 to 999,999,999, sent as a number or as text; undefined for anything else. */
export function countOf(value: ExactJson | undefined): number | undefined {
  const text = textOfNumber(value) ?? value;
  return typeof text === 'string' && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
