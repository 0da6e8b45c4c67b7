import { isList, parseExactObject } from '../../../infra/json/exact-json.js';
import type { ProviderReports, Sides, TrialBalanceAnswer, TrialBalanceRow } from '../../provider-reports.js';
import { decimal, each, name, type Reader, type Source } from '../../record-reader.js';
import { toDate } from '../../record-values.js';
import { isV30 } from '../sage.endpoints.js';
import { account } from './sage.fields.js';

/**
 * Sage's one report, of v3.1 only: it came in May 2020, after v3.0
 * (https://developer.sage.com/accounting/announcements/2020-05-20).
 */
export const sageReports: ProviderReports = {
  trialBalance: (apiVersion, { from, to }) =>
    isV30(apiVersion) ? null : { segments: ['trial_balance'], query: { from_date: from, to_date: to } },
  readTrialBalance(_apiVersion, period, text) {
    const body = parseExactObject(text);
    if (body === undefined || !isList(body.ledger_accounts)) return unreadable('no list of accounts');
    const sent = { from: toDate(body.from_date ?? null), to: toDate(body.to_date ?? null) };
    if ((sent.from ?? period.from) !== period.from || (sent.to ?? period.to) !== period.to)
      return unreadable('another period than was asked for');
    const source: Source = { value: body, prefix: '', notes: [] };
    const rows = rowsOf(source) ?? [];
    const [note] = source.notes;
    if (note !== undefined) return unreadable(`\`${note.field}\` ${note.reason}`);
    return rows.length === body.ledger_accounts.length
      ? { kind: 'rows', rows }
      : unreadable('an account without its id or an amount');
  },
};

const unreadable = (why: string): TrialBalanceAnswer => ({ kind: 'unreadable', why });

/** Null where neither side has an amount. */
const sides =
  (path: string): Reader<Sides> =>
  (source) => {
    const [debit, credit] = [decimal(`${path}debit`)(source), decimal(`${path}credit`)(source)];
    return debit === null && credit === null ? null : { debit: debit ?? '0', credit: credit ?? '0' };
  };

const row: Reader<TrialBalanceRow> = (source) => {
  const found = account('')(source);
  const opening = sides('opening_balance.')(source);
  const movement = sides('')(source);
  const closing = sides('closing_balance.')(source);
  if (found === null || opening === null || movement === null || closing === null) return null;
  // `Trade Debtors (1100)`: the code has its leading zeros here.
  const shown = name('displayed_as')(source) ?? found.sourceId;
  const [, named = shown, code = null] = /^(.+?)\s*\((\d+)\)\s*$/.exec(shown) ?? [];
  return { account: found, code, name: named, opening, movement, closing };
};
const rowsOf = each('ledger_accounts', row);
