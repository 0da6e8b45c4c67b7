import { describe, expect, test } from '@jest/globals';
import { parseExact, writeExact } from '../../src/infra/json/exact-json.js';
import type { TrialBalanceAnswer } from '../../src/providers/provider-reports.js';
import { isZero, sumOf } from '../../src/reports/decimal-sum.rules.js';
import { useStandIn } from './provider-contract-access.js';
import type { ContractCase } from './provider-contract-case.js';
import { ODD, variants } from './provider-contract-datasets.js';

const PERIOD = { from: '2024-02-01', to: '2025-03-31' };
const DECIMAL = /^-?\d+(\.\d+)?$/;

/** The trial balance: its request on the wire, and what is read of its answer. */
export function describeReports(one: ContractCase): void {
  const { apiVersion } = one;
  const { standIn, access, businessesOf } = useStandIn(one);
  const reports = () => standIn().provider.reports;
  const read = (text: string) => reports().readTrialBalance(apiVersion, PERIOD, text);
  let sent: Promise<string> | undefined;

  /** Undefined: this version has no trial balance. */
  const textSent = async (): Promise<string | undefined> => {
    const request = reports().trialBalance(apiVersion, PERIOD);
    if (request === null) return undefined;
    sent ??= (async () => {
      const { api } = standIn().provider;
      const asked = await access();
      const chosen = { ...asked, businessId: (await businessesOf(asked))[0]?.id ?? null };
      const url = `${api.baseUrl(chosen)}/${request.segments.join('/')}?${new URLSearchParams(request.query)}`;
      const headers = api.headers(chosen).map(({ name, value }): [string, string] => [name, value.reveal()]);
      const response = await fetch(url, { headers, redirect: 'error' });
      expect(response.status).toBe(200);
      return response.text();
    })();
    return sent;
  };
  const rowsOf = (answer: TrialBalanceAnswer) => (answer.kind === 'rows' ? answer.rows : []);

  describe('its trial balance', () => {
    test('is asked for with both days, below the business of the link', () => {
      const request = reports().trialBalance(apiVersion, PERIOD);
      if (request === null) return;
      const { requests } = standIn().provider;
      expect(requests.whyNotAllowed({ apiVersion, businessId: 'b1', segments: request.segments })).toBeNull();
      expect(Object.values(request.query)).toEqual(expect.arrayContaining([PERIOD.from, PERIOD.to]));
    });

    test('is read with each account once and amounts as they were sent, and it balances', async () => {
      const text = await textSent();
      if (text === undefined) return;
      const rows = rowsOf(read(text));
      expect(rows.length).toBeGreaterThan(2);
      expect(new Set(rows.map(({ account }) => account.sourceId)).size).toBe(rows.length);
      for (const part of ['opening', 'movement', 'closing'] as const) {
        const [debits, credits] = (['debit', 'credit'] as const).map((side) => rows.map((row) => row[part][side]));
        expect(sumOf(debits ?? []).replace(/\.?0*$/, '')).toBe(sumOf(credits ?? []).replace(/\.?0*$/, ''));
        for (const sum of [...(debits ?? []), ...(credits ?? [])])
          expect(
            isZero(sum) || [`"${sum}"`, `:${sum}`, `[${sum}`, `,${sum}`].some((found) => text.includes(found)),
          ).toBe(true);
      }
      for (const { name, account } of rows) expect([name.trim() === '', account.list === '']).toEqual([false, false]);
    });

    test.each([
      ['nothing', ''],
      ['null', 'null'],
      ['a list', '[]'],
      ['no member', '{}'],
      ['HTML', '<html>'],
      ['lists within lists', '['.repeat(50_000)],
    ])('is unreadable in an answer that has another form: %s', (_what, text) => {
      expect(read(text).kind).toBe('unreadable');
    });

    test('is read or refused, and never read in part, whatever stands in it', async () => {
      const text = await textSent();
      if (text === undefined) return;
      const value = parseExact(text);
      for (const [path, odd] of ODD.flatMap((other) => [...variants(value as never, parseExact(other))])) {
        const answer = read(writeExact(odd));
        if (answer.kind === 'unreadable') {
          expect([path, answer.why === '' || answer.why.includes('05/01')]).toEqual([path, false]);
          continue;
        }
        // A variant of a row is the only row.
        if (path.includes('.')) expect([path, answer.rows.length]).toEqual([path, 1]);
        for (const { opening, movement, closing } of answer.rows)
          for (const sum of [opening, movement, closing].flatMap(({ debit, credit }) => [debit, credit]))
            expect(sum).toMatch(DECIMAL);
      }
    });
  });
}
