import { describe, expect, test } from '@jest/globals';
import type { TrialBalanceRow } from '../../src/providers/provider-reports.js';
import {
  balanceSheetSections,
  type KnownAccount,
  profitAndLossSections,
  type Sections,
  trialBalanceSections,
} from '../../src/reports/report.rules.js';

const sides = (amount: string) =>
  amount.startsWith('-') ? { debit: '0', credit: amount.slice(1) } : { debit: amount, credit: '0' };
/** Amounts are debits; credits are negative. */
const row = (id: string, opening: string, movement: string, closing: string): TrialBalanceRow => ({
  account: { list: 'accounts', sourceId: id, name: `${id} (1)` },
  code: '1',
  name: id,
  opening: sides(opening),
  movement: sides(movement),
  closing: sides(closing),
});
const ROWS = [
  row('van', '500.00', '0', '500.00'),
  row('bank', '100.00', '70.50', '170.50'),
  row('debtors', '20.00', '19.50', '39.50'),
  row('patents', '0', '10', '10'),
  row('creditors', '-30.00', '-15', '-45.00'),
  row('loan', '-90.00', '0', '-90.00'),
  row('capital', '-450.00', '0', '-450.00'),
  row('sales', '-60.00', '-150.00', '-210.00'),
  row('interest', '0', '-1.00', '-1.00'),
  row('goods', '10.00', '40.0', '50.00'),
  row('rent', '0', '26', '26'),
];
const ACCOUNTS: Readonly<Record<string, KnownAccount>> = {
  van: { type: 'ASSET', subtype: 'FIXED_ASSET' },
  bank: { type: 'ASSET', subtype: 'BANK' },
  debtors: { type: 'ASSET', subtype: 'CURRENT_ASSET' },
  patents: { type: 'ASSET', subtype: 'FUTURE_ASSET' },
  creditors: { type: 'LIABILITY', subtype: 'CURRENT_LIABILITY' },
  loan: { type: 'LIABILITY', subtype: 'FUTURE_LIABILITY' },
  capital: { type: 'EQUITY', subtype: 'EQUITY' },
  sales: { type: 'INCOME', subtype: 'SALES' },
  interest: { type: 'INCOME', subtype: 'OTHER_INCOME' },
  goods: { type: 'EXPENSE', subtype: 'COST_OF_SALES' },
  rent: { type: 'EXPENSE', subtype: 'OVERHEAD' },
};
const known = (without: readonly string[] = []) =>
  new Map(Object.entries(ACCOUNTS).filter(([id]) => !without.includes(id)));
/** `name total: row amount, row amount` for each section. */
const shown = (made: Sections) =>
  made.kind === 'unbalanced'
    ? `${made.part} differ by ${made.difference}`
    : made.sections.map(({ name, total, rows }) =>
        [`${name} ${total}`, rows.map((one) => `${one.name} ${one.amount}`).join(', ')].filter(Boolean).join(': '),
      );

describe('a trial balance', () => {
  test('has what the platform states, without accounts that have nothing, and the sum of debits', () => {
    expect(shown(trialBalanceSections(ROWS))).toEqual([
      'Opening balances 630.00: van 500.00, bank 100.00, debtors 20.00, creditors -30.00, loan -90.00, capital -450.00, sales -60.00, goods 10.00',
      'Movements 166.00: bank 70.50, debtors 19.50, patents 10, creditors -15, sales -150.00, interest -1.00, goods 40.0, rent 26',
      'Closing balances 796.00: van 500.00, bank 170.50, debtors 39.50, patents 10, creditors -45.00, loan -90.00, capital -450.00, sales -210.00, interest -1.00, goods 50.00, rent 26',
    ]);
  });

  test('keeps both sides as they were sent, and the name and the code of the account', () => {
    const both = { debit: '333.00', credit: '12.5' };
    const made = trialBalanceSections([
      { ...row('a', '0', '0', '0'), movement: both },
      { ...row('b', '0', '0', '0'), movement: { debit: '12.5', credit: '333.00' } },
    ]);
    expect(made).toMatchObject({
      sections: [
        { rows: [] },
        {
          total: '345.50',
          rows: [{ account: { sourceId: 'a' }, code: '1', name: 'a', amount: '320.50', ...both }, {}],
        },
        { rows: [] },
      ],
    });
  });

  test.each(['opening', 'movement', 'closing'] as const)('is refused when the %s does not balance', (part) => {
    const [first = row('', '0', '0', '0'), ...others] = ROWS;
    const debit = `${first[part].debit === '0' ? 0 : 500}.01`;
    const part2 = { opening: 'opening balances', movement: 'movements', closing: 'closing balances' }[part];
    expect(shown(trialBalanceSections([{ ...first, [part]: { debit, credit: '0' } }, ...others]))).toBe(
      `${part2} differ by 0.01`,
    );
  });
});

describe('a profit and loss account', () => {
  test('is made of the movements of income and expenses', () => {
    expect(shown(profitAndLossSections(ROWS, known()))).toEqual([
      'Income 151.00: sales 150.00, interest 1.00',
      'Cost of sales 40.0: goods 40.0',
      'Gross profit 111.00',
      'Expenses 26: rent 26',
      'Net profit 85.00',
    ]);
  });

  test('shows accounts of unknown type apart, and no sum has them', () => {
    const made = shown(profitAndLossSections(ROWS, known(['rent', 'van', 'interest'])));
    expect(made).toEqual([
      'Income 150.00: sales 150.00',
      'Cost of sales 40.0: goods 40.0',
      'Gross profit 110.00',
      'Expenses 0',
      'Net profit 110.00',
      'Accounts of unknown type 25.00: interest -1.00, rent 26',
    ]);
  });

  test('is refused when the movements do not balance, and not because of another part', () => {
    expect(shown(profitAndLossSections([...ROWS, row('x', '0', '-0.01', '0')], known()))).toBe(
      'movements differ by -0.01',
    );
    expect(profitAndLossSections([...ROWS, row('x', '5', '0', '7')], known()).kind).toBe('sections');
  });
});

describe('a balance sheet', () => {
  test('is made of closing balances, and what income and expenses have left is in the equity', () => {
    expect(shown(balanceSheetSections(ROWS, known()))).toEqual([
      'Fixed assets 500.00: van 500.00',
      'Current assets 210.00: bank 170.50, debtors 39.50',
      'Other assets 10: patents 10',
      'Total assets 720.00',
      'Current liabilities 45.00: creditors 45.00',
      'Other liabilities 90.00: loan 90.00',
      'Total liabilities 135.00',
      'Equity 585.00: capital 450.00, Result to date 135.00',
      'Total liabilities and equity 720.00',
    ]);
  });

  test('shows accounts of unknown type apart: with them both sides are equal', () => {
    const made = shown(balanceSheetSections(ROWS, known(['patents', 'creditors'])));
    expect(made).toContain('Total assets 710.00');
    expect(made).toContain('Total liabilities and equity 675.00');
    expect(made.at(-1)).toBe('Accounts of unknown type -35.00: patents 10, creditors -45.00');
  });

  test('has a row of its own for the result, which is no account', () => {
    const made = balanceSheetSections(ROWS, known());
    const equity = made.kind === 'sections' ? made.sections.find(({ name }) => name === 'Equity') : undefined;
    expect(equity?.rows.at(-1)).toEqual({
      account: null,
      code: null,
      name: 'Result to date',
      amount: '135.00',
      debit: null,
      credit: null,
    });
  });

  test('is refused when the closing balances do not balance', () => {
    expect(shown(balanceSheetSections([...ROWS, row('x', '0', '0', '0.01')], known()))).toBe(
      'closing balances differ by 0.01',
    );
  });

  test('of no account has no assets', () => {
    expect(shown(balanceSheetSections([], new Map()))).toContain('Total assets 0');
  });
});
