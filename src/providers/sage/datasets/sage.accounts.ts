import { mapperOf } from '../../map-record.js';
import type { AccountSubtype, AccountType } from '../../model-parts.js';
import { boolean, decimal, first, name, none, oneOf, type Reader } from '../../record-reader.js';
import { taxRate } from './sage.fields.js';

/** Sage's `ledger_account_types`. */
const TYPES: Readonly<Record<string, readonly [AccountType, AccountSubtype]>> = {
  SALES: ['INCOME', 'SALES'],
  OTHER_INCOME: ['INCOME', 'OTHER_INCOME'],
  DIRECT_EXPENSES: ['EXPENSE', 'COST_OF_SALES'],
  OVERHEADS: ['EXPENSE', 'OVERHEAD'],
  DEPRECIATION: ['EXPENSE', 'DEPRECIATION'],
  BANK: ['ASSET', 'BANK'],
  CURRENT_ASSETS: ['ASSET', 'CURRENT_ASSET'],
  FIXED_ASSETS: ['ASSET', 'FIXED_ASSET'],
  FUTURE_ASSETS: ['ASSET', 'FUTURE_ASSET'],
  CURRENT_LIABILITY: ['LIABILITY', 'CURRENT_LIABILITY'],
  FUTURE_LIABILITY: ['LIABILITY', 'FUTURE_LIABILITY'],
  LINE_OF_CREDIT: ['LIABILITY', 'LINE_OF_CREDIT'],
  EQUITY: ['EQUITY', 'EQUITY'],
};
const column = <T>(pick: (pair: readonly [AccountType, AccountSubtype]) => T) =>
  Object.fromEntries(Object.entries(TYPES).map(([id, pair]) => [id, pick(pair)]));

/** `nominal_code` is a number, so account 0041 has the code 41 there. Only the texts have the zeros. */
const code: Reader<string> = (source) => {
  const nominal = name('nominal_code')(source);
  const inTexts = [
    /\((\d+)\)\s*$/.exec(name('displayed_as')(source) ?? ''),
    /^(\d+) - /.exec(name('display_formatted')(source) ?? ''),
  ];
  const padded = inTexts.map((found) => found?.[1]).find((found) => found?.replace(/^0+(?=\d)/, '') === nominal);
  return padded ?? nominal;
};

export const mapAccount = mapperOf('account', {
  code,
  name: first(name('name'), name('display_name'), name('displayed_as')),
  type: oneOf(
    'ledger_account_type.id',
    column(([type]) => type),
    'UNKNOWN',
  ),
  subtype: oneOf(
    'ledger_account_type.id',
    column(([, subtype]) => subtype),
    'UNKNOWN',
  ),
  sourceSubtype: name('ledger_account_type.id'),
  active: first(boolean('included_in_chart'), boolean('ui_visible')),
  control: boolean('is_control_account'),
  currency: none,
  taxRate: taxRate(),
  parent: none,
  balance: decimal('balance_details.balance'),
});
