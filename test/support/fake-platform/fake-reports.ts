import { isList, parseExactObject } from '../../../src/infra/json/exact-json.js';
import type { ProviderReports, Sides } from '../../../src/providers/provider-reports.js';
import { decimal, each, name, type Reader, reference, type Source } from '../../../src/providers/record-reader.js';

/** All that differs from Sage: amounts are JSON numbers in pairs, and codes and names have fields of their own. */
export const fakeReports: ProviderReports = {
  trialBalance: (_apiVersion, { from, to }) => ({ segments: ['trial-balance'], query: { start: from, end: to } }),
  readTrialBalance(_apiVersion, _period, text) {
    const value = parseExactObject(text) ?? {};
    const source: Source = { value, prefix: '', notes: [] };
    const rows = rowsOf(source) ?? [];
    if (!isList(value.lines) || source.notes.length > 0 || rows.length !== value.lines.length)
      return { kind: 'unreadable', why: 'no lines, or one that cannot be read' };
    return { kind: 'rows', rows };
  },
};

const sides =
  (path: string): Reader<Sides> =>
  (source) => {
    const [debit, credit] = [decimal(`${path}.0`)(source), decimal(`${path}.1`)(source)];
    return debit === null || credit === null ? null : { debit, credit };
  };
const rowsOf = each('lines', (source) => {
  const account = reference('Account', 'accounts', 'Name')(source);
  const [opening, movement, closing] = ['Before', 'Booked', 'After'].map((path) => sides(path)(source));
  if (account === null || !opening || !movement || !closing) return null;
  const named = name('Account.Name')(source) ?? account.sourceId;
  return { account, code: name('Account.No')(source), name: named, opening, movement, closing };
});

const line = (no: string, named: string, before: string, booked: string, after: string) =>
  `{"Account":{"id":"a${no}","No":"${no}","Name":"${named}"},"Before":[${before}],"Booked":[${booked}],"After":[${after}]}`;

/** The server's part. */
export const FAKE_TRIAL_BALANCE = `{"lines":[${[
  line('0100', 'Bank', '12345678901234567.89,0', '0.10,7', '12345678901234560.99,0'),
  line('0300', 'Capital', '0,12345678901234567.89', '0,0', '0,12345678901234567.89'),
  line('0800', 'Fees', '0,0', '7.00,0.1', '6.90,0'),
].join(',')}]}`;
