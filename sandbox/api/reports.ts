import { accountRef, currencyOf } from '../books/fixed-lists.js';
import { type AccountBalance, trialBalance } from '../books/ledger.js';
import { amountText, dayText } from '../books/money.js';
import type { Query } from '../oauth/authorize-request.js';
import type { Sandbox } from '../sandbox.js';
import type { Business } from '../world/users.js';
import { API_ERRORS } from './api-error.js';
import { openBooks, secondsOf } from './book-lists.js';
import { readDay } from './book-query.js';

/** Whole amounts have no decimals in Sage's example of this report. */
const sumText = (pennies: number) => amountText(pennies).replace(/\.0$/, '');
const sides = (pennies: number) => ({
  debit: sumText(Math.max(pennies, 0)),
  credit: sumText(Math.max(-pennies, 0)),
});

/** @throws ApiError 422 when a date is missing */
export async function trialBalanceBody(sandbox: Sandbox, business: Business, query: Query) {
  const [from, to] = ['from_date', 'to_date'].map((field) => {
    const day = readDay(query, field);
    if (day === undefined) throw API_ERRORS.invalid(field, 'It is required.');
    return day;
  }) as [number, number];
  const { trialBalanceLagSeconds, yearEndResets } = sandbox.state.settings;
  const asOf = secondsOf(sandbox) - trialBalanceLagSeconds;
  const rows = await trialBalance(openBooks(sandbox, business), from, to, asOf, yearEndResets);
  return { from_date: dayText(from), to_date: dayText(to), ledger_accounts: accountsBody(business, rows) };
}

export const accountsBody = (business: Business, rows: readonly AccountBalance[]) =>
  rows.map(({ account, opening, debit, credit, closing }) => ({
    ...accountRef(business, account),
    opening_balance: sides(opening),
    closing_balance: sides(closing),
    debit: sumText(debit),
    credit: sumText(credit),
  }));

export const financialSettingsBody = (business: Business) => ({
  $path: '/financial_settings',
  year_end_date: '2024-12-31',
  year_end_lockdown_date: null,
  accounting_type: 'accrual',
  accounts_start_date: '2023-01-01',
  base_currency: currencyOf(business),
  multi_currency_enabled: true,
  use_live_exchange_rates: true,
  tax_scheme: { id: 'STANDARD', displayed_as: 'Standard', $path: '/tax_schemes/STANDARD' },
  tax_return_frequency: { id: 'QUARTERLY', displayed_as: 'Quarterly', $path: '/tax_return_frequencies/QUARTERLY' },
  tax_number: '987654321',
  updated_at: '2024-07-19T10:46:54Z',
});
