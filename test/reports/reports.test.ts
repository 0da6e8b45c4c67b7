import { beforeEach, expect, test } from '@jest/globals';
import { toGlobalId } from '../../src/infra/ids/ids.js';
import type { Json } from '../support/app.js';
import { startPlatformWorld } from '../support/platform-world.js';
import { type Answerer, json, reset } from '../support/stand-in-platform.js';
import { useStarted } from '../support/use-started.js';

const here = useStarted(() => startPlatformWorld());

const sides = (amount: number) => ({ debit: String(Math.max(amount, 0)), credit: String(Math.max(-amount, 0)) });
const account = (id: string, opening: number, movement: number) => ({
  id,
  displayed_as: `${id[0]?.toUpperCase()}${id.slice(1)} (00${id.length})`,
  $path: `/ledger_accounts/${id}`,
  opening_balance: sides(opening),
  closing_balance: sides(opening + movement),
  ...sides(movement),
});
const TRIAL_BALANCE = {
  from_date: '2026-01-01',
  to_date: '2026-03-31',
  ledger_accounts: [
    account('bank', 100, 50),
    account('capital', -100, 0),
    account('sales', 0, -70),
    account('rent', 0, 20),
  ],
};
const TYPES: Readonly<Record<string, string>> = { bank: 'BANK', capital: 'EQUITY', sales: 'SALES', rent: 'OVERHEADS' };
const listed = (types = TYPES) =>
  Object.entries(types).map(([id, type]) => ({
    id,
    name: id,
    nominal_code: 1,
    displayed_as: `${id} (0001)`,
    ledger_account_type: { id: type },
  }));
const page = ($items: readonly object[]) => ({ $total: $items.length, $page: 1, $itemsPerPage: 200, $items });

/** The platform's answers, by the path after the version. */
const answerWith = (more: Readonly<Record<string, Answerer>> = {}): void => {
  const answers: Readonly<Record<string, Answerer>> = {
    trial_balance: json(200, TRIAL_BALANCE),
    ledger_accounts: json(200, page(listed())),
    financial_settings: json(200, { base_currency: { id: 'GBP' } }),
    businesses: json(200, { id: 'b', name: 'Business' }),
    ...more,
  };
  here.platform.answerWith((response, arrival) => {
    const [, name = ''] = /^\/v3\.1\/(\w+)/.exec(arrival.url) ?? [];
    (answers[name] ?? json(404, []))(response, arrival);
  });
};
beforeEach(() => answerWith());

const REPORT = `__typename ... on Report { kind basis currency from to derivedFrom readAt
    sections { name total rows { code name amount debit credit account { sourceId } } } }
  ... on ReportNotAvailable { code reason message retryAfterSeconds }`;
const PERIOD = '(from: "2026-01-01", to: "2026-03-31")';
const send = (field: string, key?: string, linkId = here.link.linkId) =>
  here.world.app.send(
    `query($id: ID!) { node(id: $id) { ... on CompanyLink { report: ${field} { ${REPORT} } } } }`,
    { id: toGlobalId('CompanyLink', linkId) },
    key,
  );
const report = async (field: string): Promise<Json> => (await send(field)).data?.node.report;
const linesOf = ({ sections }: Json): string[] =>
  sections.map(({ name, total, rows }: Json) =>
    [name, total, ...rows.map((row: Json) => `${row.code} ${row.name} ${row.amount}`)].join(', '),
  );
const asked = () => here.platform.arrivals.map(({ url }) => url.replace('/v3.1/', '').replace(/\?.*/, ''));

test('a profit and loss account is derived from one request each for what is not here', async () => {
  const made = await report(`profitAndLoss${PERIOD}`);
  expect(linesOf(made)).toEqual([
    'Income, 70, 005 Sales 70',
    'Cost of sales, 0',
    'Gross profit, 70',
    'Expenses, 20, 004 Rent 20',
    'Net profit, 50',
  ]);
  expect(made).toMatchObject({ kind: 'PROFIT_AND_LOSS', currency: 'GBP', from: '2026-01-01', to: '2026-03-31' });
  expect(made.derivedFrom).toMatch(/^Derived by this API from the trial balance of Sage .* 2026-01-01 to 2026-03-31/);
  expect(made.sections[0].rows[0]).toMatchObject({ debit: '0', credit: '70', account: { sourceId: 'sales' } });
  expect(asked().sort()).toEqual(['businesses/b', 'financial_settings', 'ledger_accounts', 'trial_balance']);
  const [{ url, headers } = { url: '', headers: {} }] = here.platform.arrivals;
  expect(url).toBe('/v3.1/trial_balance?from_date=2026-01-01&to_date=2026-03-31');
  expect(headers).toMatchObject({ 'x-business': 'b', authorization: expect.stringMatching(/^Bearer /) });
});

test('a balance sheet is of one day, and its trial balance, too', async () => {
  answerWith({ trial_balance: json(200, { ...TRIAL_BALANCE, from_date: '2026-03-31' }) });
  const made = await report('balanceSheet(at: "2026-03-31")');
  expect(linesOf(made)).toEqual([
    'Fixed assets, 0',
    'Current assets, 150, 004 Bank 150',
    'Other assets, 0',
    'Total assets, 150',
    'Current liabilities, 0',
    'Other liabilities, 0',
    'Total liabilities, 0',
    'Equity, 150, 007 Capital 100, null Result to date 50',
    'Total liabilities and equity, 150',
  ]);
  expect(made).toMatchObject({ kind: 'BALANCE_SHEET', from: null, to: '2026-03-31' });
  expect(here.platform.arrivals[0]?.url).toContain('from_date=2026-03-31&to_date=2026-03-31');
});

test('a trial balance is what the platform states, and needs no types of accounts', async () => {
  const made = await report(`trialBalance${PERIOD}`);
  expect(linesOf(made)).toEqual([
    'Opening balances, 100, 004 Bank 100, 007 Capital -100',
    'Movements, 70, 004 Bank 50, 005 Sales -70, 004 Rent 20',
    'Closing balances, 170, 004 Bank 150, 007 Capital -100, 005 Sales -70, 004 Rent 20',
  ]);
  expect(made).toMatchObject({
    kind: 'TRIAL_BALANCE',
    derivedFrom: null,
    basis: expect.stringMatching(/^As the platform/),
  });
  expect(asked()).not.toContain('ledger_accounts');
});

test('an account of unknown type, and one that is not listed, are shown apart', async () => {
  const ledger_accounts = json(200, page(listed({ bank: 'BANK', sales: 'SALES', rent: 'CRYPTO' })));
  answerWith({ ledger_accounts });
  const lines = linesOf(await report(`profitAndLoss${PERIOD}`));
  expect(lines).toContain('Net profit, 70');
  expect(lines.at(-1)).toBe('Accounts of unknown type, 20, 004 Rent 20');
  answerWith({ trial_balance: json(200, { ...TRIAL_BALANCE, from_date: '2026-03-31' }), ledger_accounts });
  expect(linesOf(await report('balanceSheet(at: "2026-03-31")')).at(-1)).toBe(
    'Accounts of unknown type, -80, 007 Capital -100, 004 Rent 20',
  );
});

const unbalanced = { ...TRIAL_BALANCE, ledger_accounts: TRIAL_BALANCE.ledger_accounts.slice(1) };
test.each<[string, Readonly<Record<string, Answerer>>, string, RegExp]>([
  ['debits that differ from credits', { trial_balance: json(200, unbalanced) }, 'NOT_BALANCED', /credits are -50\./],
  [
    'another period',
    { trial_balance: json(200, { ...TRIAL_BALANCE, to_date: '2026-04-01' }) },
    'NOT_READABLE',
    /period/,
  ],
  ['no JSON', { trial_balance: (response) => response.writeHead(200).end('<html>') }, 'NOT_READABLE', /no list/],
  [
    'an amount that is none',
    { trial_balance: json(200, { ledger_accounts: [{ ...account('bank', 1, 1), debit: 'x' }] }) },
    'NOT_READABLE',
    /not a decimal number/,
  ],
  ['no right to read it', { trial_balance: json(403, [{}]) }, 'PERMISSION_DENIED', /trial balance.*linkCompany/],
  ['no right to read the accounts', { ledger_accounts: json(403, [{}]) }, 'PERMISSION_DENIED', /ledger accounts/],
  ['no such report', { trial_balance: json(404, [{}]) }, 'NOT_SUPPORTED', /edition of the business/],
  [
    'another business',
    { trial_balance: json(200, TRIAL_BALANCE, { 'x-business': 'c' }) },
    'PLATFORM_UNAVAILABLE',
    /Try again/,
  ],
  ['no answer', { trial_balance: reset }, 'PLATFORM_UNAVAILABLE', /Try again/],
  ['no currency', { financial_settings: json(200, {}) }, 'NOT_READABLE', /no currency/],
])('with %s there is no report, and it is said why', async (_name, answers, reason, message) => {
  answerWith(answers);
  expect(await report(`profitAndLoss${PERIOD}`)).toMatchObject({
    __typename: 'ReportNotAvailable',
    code: 'REPORT_NOT_AVAILABLE',
    reason,
    message: expect.stringMatching(message),
  });
});

test('a link that is not linked has no report', async () => {
  const { admin } = here.world.app.database;
  const { linkId } = await here.world.newLink();
  await admin.query(
    "UPDATE ledgerlink.company_link SET status = 'UNLINKED', status_reason = 'UNLINKED_BY_WORKSPACE', grant_id = NULL WHERE id = $1",
    [linkId],
  );
  const { data } = await send(`trialBalance${PERIOD}`, undefined, linkId);
  expect(data?.node.report).toMatchObject({ reason: 'NOT_LINKED', message: expect.stringContaining('linkCompany') });
  expect(here.platform.arrivals).toEqual([]);
});

test.each([
  ['trialBalance(from: "2026-02-01", to: "2026-01-31")', '`from` is after `to`'],
  ['profitAndLoss(from: "1899-12-31", to: "2026-01-31")', '`from` must be'],
  ['profitAndLoss(from: "2026-01-01", to: "2200-01-01")', '`to` must be'],
  ['balanceSheet(at: "0026-01-01")', '`at` must be'],
])('%s is refused, by the name of the argument', async (field, message) => {
  const { errors } = await send(field);
  expect(errors?.[0].message).toContain(message);
  expect(errors?.[0].message).not.toMatch(/2200|1899|0026/);
  expect(here.platform.arrivals).toEqual([]);
});

test('a key without DATA_READ gets none, and nothing is sent', async () => {
  const { key } = await here.world.app.newKey(['COMPANIES_READ', 'PLATFORM_READ']);
  const { errors } = await send(`trialBalance${PERIOD}`, key);
  expect(errors?.[0].extensions.code).toBe('FORBIDDEN');
  expect(here.platform.arrivals).toEqual([]);
});

test('a request may ask for six reports, and for no more', async () => {
  const many = (count: number) =>
    `query($id: ID!) { node(id: $id) { ... on CompanyLink { ${Array.from({ length: count }, (_, at) => `r${at}: trialBalance${PERIOD} { __typename }`).join(' ')} } } }`;
  const variables = { id: toGlobalId('CompanyLink', here.link.linkId) };
  const { errors } = await here.world.app.send(many(7), variables);
  expect(errors?.[0].message).toContain('rows together');
  expect(Object.keys((await here.world.app.ok(many(6), variables)).node)).toHaveLength(6);
});

test('what was pulled is not asked for again', async () => {
  const { admin } = here.world.app.database;
  const { workspaceId, linkId } = here.link;
  for (const { id, ledger_account_type: type } of listed()) {
    await stored('ledger_accounts', id, null);
    await admin.query(
      `INSERT INTO ledgerlink.account (workspace_id, link_id, list, source_id, deleted, sort_key, name, type, subtype)
       VALUES ($1, $2, 'ledger_accounts', $3, false, 'x', $3, $4, 'OVERHEAD')`,
      [workspaceId, linkId, id, { BANK: 'ASSET', EQUITY: 'EQUITY', SALES: 'INCOME', OVERHEADS: 'EXPENSE' }[type.id]],
    );
  }
  await stored('financial_settings', 'financial_settings', { base_currency: { id: 'EUR' } });
  const made = await report(`profitAndLoss${PERIOD}`);
  expect([made.currency, linesOf(made).at(-1)]).toEqual(['EUR', 'Net profit, 50']);
  expect(asked()).toEqual(['trial_balance']);

  function stored(list: string, id: string, raw: object | null) {
    return admin.query(
      `INSERT INTO ledgerlink.source_record (workspace_id, link_id, list, source_id, hash, raw, read_at, change_no, created_no,
         action, mapper_version) VALUES ($1, $2, $3, $4, '', $5, now(), 1, 1, 'CREATED', 1)`,
      [workspaceId, linkId, list, id, raw],
    );
  }
});

test('the limit of the platform is said, with the time to wait', async () => {
  answerWith({ trial_balance: json(429, [{}], { 'retry-after': '60' }) });
  const busy = await report(`trialBalance${PERIOD}`);
  expect(busy).toMatchObject({ reason: 'BUSY', retryAfterSeconds: 60 });
  answerWith();
  const again = await report(`trialBalance${PERIOD}`);
  expect(again).toMatchObject({ reason: 'BUSY', message: expect.stringContaining('retryAfterSeconds') });
  expect(again.retryAfterSeconds).toBeGreaterThan(40);
  expect(here.platform.arrivals).toEqual([]);
});
