import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { DATASETS } from '../../src/providers/model-parts.js';
import type { Json } from '../support/app.js';
import { until } from '../support/processes.js';
import { startPulledBooks } from '../support/pulled-books.js';
import { readsOf } from '../support/pulled-reads.js';
import { isLastUsed, statementsOf } from '../support/statements.js';
import { useStarted } from '../support/use-started.js';

const books = useStarted(() => startPulledBooks());
const { truthOf, linkId, ask, allOf } = readsOf(books);
const MINUTE = 60_000;
let origin: string;

beforeAll(async () => {
  await books.settle();
  const { app } = books.world.app;
  await app.listen({ port: 0, host: '127.0.0.1' });
  origin = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
}, 3 * MINUTE);

const get = (path: string, key = books.world.app.workspace.key) =>
  fetch(`${origin}/data/${path}`, { headers: { authorization: `Bearer ${key}` } });
const linesOf = (text: string): Json[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
const exported = async (path: string, key?: string) => linesOf(await (await get(`${linkId()}/${path}`, key)).text());
const idsOf = (records: Json[]) => records.map(({ id }) => id).sort();

describe('an export has every record of a dataset,', () => {
  test('as GraphQL answers it', async () => {
    const lines = await exported('sales_invoices.ndjson');
    const fields =
      'id number issueDate total outstanding contact { sourceId name } lines { description net account { name sourceId } }';
    const all = await allOf('documents', fields, { first: 100, args: 'kinds: [SALES_INVOICE]' });
    const live = new Map(lines.filter(({ record }) => !record.deletedAt).map(({ record }) => [record.id, record]));
    expect([...live.keys()].sort()).toEqual(idsOf(all));
    for (const one of all) expect(live.get(one.id)).toMatchObject(one);
    expect(JSON.stringify(lines)).not.toMatch(/"list"|"linkId"|"raw"/);
  });

  test.each(DATASETS)('of %s', async (dataset) => {
    const { changes } = await ask(
      `changes(datasets: [${dataset}], first: 500) { nodes { action record { __typename id } } }`,
    );
    const lines = await exported(`${dataset.toLowerCase()}.ndjson`);
    expect(
      lines.slice(0, 500).map(({ action, record: { __typename, id } }) => ({ action, record: { __typename, id } })),
    ).toEqual(changes.nodes);
  });

  test('page by page, with one statement each', async () => {
    const { admin } = books.world.app.database;
    const { rows } = await admin.query(
      `SELECT count(*)::int AS count FROM ledgerlink.source_record WHERE list = 'ledger_entries'`,
    );
    const statements = await statementsOf(() => exported('ledger_entries.ndjson'));
    const pages = Math.floor(rows[0].count / 200) + 1;
    expect(statements.filter((text) => !isLastUsed(text) && /source_record/.test(text))).toHaveLength(pages);
  });
});

test('an export goes on behind any line, and `changes` behind its last one', async () => {
  const lines = await exported('accounts.ndjson');
  const rest = await exported(`accounts.ndjson?after=${lines[2].cursor}`);
  expect(idsOf(rest.map(({ record }) => record))).toEqual(idsOf(lines.slice(3).map(({ record }) => record)));
  const { changes } = await ask('changes(datasets: [ACCOUNTS], after: $after) { nodes { record { id } } }', {
    after: lines.at(-1).cursor,
  });
  expect(changes.nodes).toEqual([]);
});

test('raw JSON is there where it is asked for, and numbers of bank accounts are masked without their scope', async () => {
  const { admin } = books.world.app.database;
  await admin.query("UPDATE ledgerlink.bank_account SET number = '55779911'");
  await admin.query(
    `UPDATE ledgerlink.source_record SET raw = raw || '{"account_number": "55779911", "amount": 1.10}' WHERE list = 'bank_accounts'`,
  );
  const [whole] = await exported('bank_accounts.ndjson?raw=true');
  expect(whole.record).toMatchObject({ number: '55779911', raw: { account_number: '55779911', amount: '1.10' } });
  const { key } = await books.world.app.newKey(['DATA_READ']);
  const [masked] = await exported('bank_accounts.ndjson?raw=true', key);
  expect(masked.record).toMatchObject({ number: '****9911', raw: { account_number: '****9911' } });
});

describe('an export is refused', () => {
  test.each([
    ['of no dataset', () => `${linkId()}/nothing.ndjson`, 404, 'NOT_FOUND'],
    ['in no format', () => `${linkId()}/contacts.csv`, 404, 'NOT_FOUND'],
    ['of no link', () => 'x/contacts.ndjson', 400, 'BAD_USER_INPUT'],
    ['from no cursor', () => `${linkId()}/contacts.ndjson?after=W10x`, 400, 'BAD_USER_INPUT'],
    ['with raw JSON or not', () => `${linkId()}/contacts.ndjson?raw=yes`, 400, 'BAD_USER_INPUT'],
    ['with other parameters', () => `${linkId()}/contacts.ndjson?first=1`, 400, 'BAD_USER_INPUT'],
    ['with a list of cursors', () => `${linkId()}/contacts.ndjson?after[]=x`, 400, 'BAD_USER_INPUT'],
  ])('%s', async (_what, path, status, code) => {
    const answer = await get(path());
    const { errors } = (await answer.json()) as Json;
    expect([answer.status, errors[0].extensions.code]).toEqual([status, code]);
  });

  test.each(['POST', 'PUT', 'PATCH', 'DELETE'])('by %s', async (method) => {
    const answer = await fetch(`${origin}/data/${linkId()}/contacts.ndjson`, { method, body: '{}' });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  test('without the scope, without a key, and to another workspace', async () => {
    const { app } = books.world;
    const { key } = await app.newKey(['COMPANIES_READ']);
    const other = await app.newWorkspace();
    const path = `${linkId()}/contacts.ndjson`;
    const statuses = [await get(path, key), await get(path, 'nothing'), await get(path, other.key)].map(
      ({ status }) => status,
    );
    expect(statuses).toEqual([403, 401, 404]);
  });

  test('while four others of the workspace run', async () => {
    const holder = await books.world.app.database.admin.connect();
    await holder.query('BEGIN; LOCK TABLE ledgerlink.source_record');
    const path = `${linkId()}/contacts.ndjson`;
    const asked = [1, 2, 3, 4, 5].map(() => get(path));
    const first = await Promise.race(asked);
    await holder.query('COMMIT');
    holder.release();
    expect(first.status).toBe(429);
    const answers = await Promise.all(asked);
    await Promise.all(answers.map((answer) => answer.text()));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 429]);
    await until('their places are given back', async () => {
      const answer = await get(path);
      await answer.text();
      return answer.status === 200;
    });
  });
});

test(
  'the program of docs/data.md keeps a copy of the invoices current',
  async () => {
    const [, program = ''] = /```ts\n([\s\S]*?)```/.exec(readFileSync('docs/data.md', 'utf8')) ?? [];
    const folder = mkdtempSync(join(tmpdir(), 'copy-'));
    writeFileSync(join(folder, 'copy.mts'), program);
    const tsx = pathToFileURL(createRequire(join(process.cwd(), 'package.json')).resolve('tsx')).href;
    const env = {
      ...process.env,
      LEDGERLINK_URL: origin,
      LEDGERLINK_KEY: books.world.app.workspace.key,
      NODE_OPTIONS: '',
    };
    const copied = async () => {
      await promisify(execFile)(process.execPath, ['--import', tsx, 'copy.mts'], { cwd: folder, env });
      const { invoices } = JSON.parse(readFileSync(join(folder, 'invoices.json'), 'utf8'));
      return Object.values<Json>(invoices).sort((a, b) => (a.id < b.id ? -1 : 1));
    };
    const stored = async () =>
      (
        await allOf('documents', 'id number status dueDate total outstanding', {
          first: 100,
          args: 'kinds: [SALES_INVOICE]',
        })
      ).sort((a, b) => (a.id < b.id ? -1 : 1));
    try {
      const first = await copied();
      expect(first).toEqual(await stored());
      await books.world.sandbox.control.post('/books/changes', { businessId: books.businessId, count: 60 });
      await books.pull();
      const second = await copied();
      expect(second).toEqual(await stored());
      expect(second).not.toEqual(first);
      expect(second).toHaveLength(
        (await truthOf('sales_invoices', 'sales_quick_entries')).filter(({ deleted }) => !deleted).length,
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
  2 * MINUTE,
);
