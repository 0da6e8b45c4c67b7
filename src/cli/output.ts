import { isApiError } from '../infra/errors/api-error.js';

/** Whether `--json` was given. */
export type Json = () => boolean;

/** Prints the one answer of a command: JSON for scripts, a sentence or a table for people. */
export function print(json: boolean, answer: object, text: string): void {
  process.stdout.write(`${json ? JSON.stringify(answer) : text}\n`);
}

export function printTable(json: boolean, name: string, rows: readonly object[]): void {
  if (json) {
    print(true, { [name]: rows }, '');
    return;
  }
  const columns = Object.keys(rows[0] ?? {});
  const cells = rows.map((row) => columns.map((column) => cell((row as Record<string, unknown>)[column])));
  const widths = columns.map((column, i) => Math.max(column.length, ...cells.map((row) => row[i]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row
      .map((text, i) => text.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd();
  print(false, {}, rows.length === 0 ? 'none' : [columns, ...cells].map(line).join('\n'));
}

const cell = (value: unknown): string =>
  value instanceof Date ? value.toISOString() : value === null || value === undefined ? '-' : String(value);

/** The arguments of the command are wrong. The process ends with exit code 64, after the database was closed. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export function usage(sentence: string): never {
  throw new UsageError(sentence);
}

/** Waits for a call of a service. An error that names a field of the API's input names the command's option instead. */
export async function withOptionNames<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (!isApiError(error)) throw error;
    return usage(error.message.replace(/`input\.(\w+)`/g, (_, field: string) => optionOf(field)));
  }
}

/** `expiresAt` -> `--expires-at`. */
const optionOf = (field: string): string => `--${field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
