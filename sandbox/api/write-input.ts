import type { Books } from '../books/books.js';
import { CHART } from '../books/chart.js';
import { taxOf } from '../books/document-units.js';
import { accountRef, bankRef, taxRateRef } from '../books/fixed-lists.js';
import { penniesOf } from '../books/money.js';
import type { Line, RecordRef } from '../books/record.js';
import type { Business } from '../world/users.js';
import { API_ERRORS } from './api-error.js';

export type Fields = Readonly<Record<string, unknown>>;

/** Reads the fields of a written resource. Every method throws ApiError 422 and names the field. */
export class WriteInput {
  constructor(
    readonly books: Books,
    readonly business: Business,
    readonly fields: Fields,
  ) {}

  text(field: string, defaultValue?: string): string {
    const value = this.fields[field] ?? defaultValue;
    if (typeof value !== 'string' || value.length > 1_000) throw API_ERRORS.invalid(field, 'It must be a text.');
    return value;
  }

  day(field: string): number {
    const value = this.fields[field];
    const ms = typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) ? Date.parse(value) : Number.NaN;
    if (Number.isNaN(ms)) throw API_ERRORS.invalid(field, 'It must be a date, as in 2024-05-31.');
    return ms / 86_400_000;
  }

  pennies(field: string, defaultValue?: number): number {
    const pennies = this.fields[field] === undefined ? defaultValue : penniesOf(this.fields[field]);
    if (pennies === undefined) throw API_ERRORS.invalid(field, 'It must be an amount.');
    return pennies;
  }

  /** The records that a list of objects names, each read by `read`. */
  each<T>(field: string, read: (one: WriteInput) => T): T[] {
    const value = this.fields[field];
    if (!Array.isArray(value) || value.length === 0 || value.length > 1_000)
      throw API_ERRORS.invalid(field, 'It must be a list of 1 to 1,000 objects.');
    return value.map((one) => read(new WriteInput(this.books, this.business, one ?? {})));
  }

  record(field: string, lists: readonly string[]): RecordRef {
    const id = this.text(field);
    const found = lists.map((list) => this.books.find(list, id)).find((ref) => ref !== undefined);
    if (found === undefined || this.books.get(found).deleted !== null)
      throw API_ERRORS.invalid(field, 'There is no such record.');
    return found;
  }

  account = () => this.#place('ledger_account_id', CHART.length, accountRef);
  bank = () => this.#place('bank_account_id', 3, bankRef);

  #place(field: string, length: number, refOf: typeof accountRef): number {
    const id = this.text(field);
    const found = Array.from({ length }, (_, at) => at).find((at) => refOf(this.business, at).id === id);
    if (found === undefined) throw API_ERRORS.invalid(field, 'There is no such record.');
    return found;
  }

  /** The lines of a document. Without `tax_amount` the tax is computed from the rate. */
  lines(field: string): Line[] {
    return this.each(field, (one) => {
      const { taxRates } = this.books.source;
      const taxRate =
        one.fields.tax_rate_id === undefined ? -1 : one.#place('tax_rate_id', taxRates.length, taxRateRef);
      const quantity = one.pennies('quantity', 100);
      const net = Math.round((quantity * one.pennies('unit_price')) / 100);
      const tax = one.pennies('tax_amount', taxOf(net, taxRates[taxRate] ?? 0));
      return { account: one.account(), text: one.text('description', ''), net, tax, taxRate: Math.max(taxRate, 0) };
    });
  }

  /** The lines of a journal: debits are positive, credits are negative, and their sum is zero. */
  journalLines(): Line[] {
    const lines = this.each('journal_lines', (one) => ({
      account: one.account(),
      text: one.text('details', ''),
      net: one.pennies('debit', 0) - one.pennies('credit', 0),
      tax: 0,
      taxRate: 0,
    }));
    if (lines.reduce((sum, { net }) => sum + net, 0) !== 0)
      throw API_ERRORS.invalid('journal_lines', 'Debits and credits must be equal.');
    return lines;
  }
}
