import type { Books } from '../books/books.js';
import { CHART } from '../books/chart.js';
import { GENERATED_LISTS } from '../books/cycle.js';
import type { AccountBalance } from '../books/ledger.js';
import { dayText } from '../books/money.js';
import { type BookRecord, outstandingOf } from '../books/record.js';
import type { Business } from '../world/users.js';
import { type Html, html } from './html.js';
import type { Page } from './layout.js';

const SHOWN = ['sales_invoices', 'purchase_invoices', 'contact_payments'] as const;
const ROWS = 10;

const latest = (books: Books, list: string): BookRecord[] =>
  Array.from({ length: Math.min(ROWS, books.count(list)) }, (_, at) =>
    books.get({ list, n: books.count(list) - 1 - at }),
  ).filter(({ deleted }) => deleted === null);

const heading = (list: string) => `${list.charAt(0).toUpperCase()}${list.slice(1).replaceAll('_', ' ')}`;

/** The books of a business: how many records each list has, the latest documents, and the trial balance. */
export function booksPage(business: Business, books: Books, balances: readonly AccountBalance[]): Page {
  return {
    title: `The books of ${business.name}`,
    body: html`<p><a href="/">All users</a></p>
<h2>Records</h2>
${table(
  ['List', 'Records'],
  GENERATED_LISTS.map((list) => [heading(list), String(books.count(list))]),
)}
${SHOWN.map(
  (list) => html`<h2>${heading(list)}: the latest</h2>
${table(
  ['Name', 'Date', 'Contact', 'Total', 'Outstanding'],
  latest(books, list).map((record) => [
    record.currency === '' ? record.name : `${record.name}, in ${record.currency}`,
    dayText(record.day),
    books.get({ list: 'contacts', n: record.contact }).name,
    record.total,
    outstandingOf(record),
  ]),
)}`,
)}
<h2>Trial balance</h2>
${table(
  ['Account', 'Debit', 'Credit'],
  [
    ...balances.map(({ account, debit, credit }) => [CHART[account]?.name ?? '', debit, credit]),
    ['Total', sum(balances, 'debit'), sum(balances, 'credit')],
  ],
)}`,
  };
}

const sum = (balances: readonly AccountBalance[], side: 'debit' | 'credit') =>
  balances.reduce((total, balance) => total + balance[side], 0);

const AMOUNT = new Intl.NumberFormat('en-GB', { minimumFractionDigits: 2 });

/** A cell that is a number is an amount in pennies. */
const cell = (value: string | number): Html =>
  typeof value === 'string' ? html`<td>${value}</td>` : html`<td class="amount">${AMOUNT.format(value / 100)}</td>`;

const table = (
  columns: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): Html => html`<div class="wide"><table>
<thead><tr>${columns.map((column, at) => html`<th scope="col"${typeof rows[0]?.[at] === 'number' ? html` class="amount"` : ''}>${column}</th>`)}</tr></thead>
<tbody>${rows.map((cells) => html`<tr>${cells.map(cell)}</tr>`)}</tbody>
</table></div>`;
