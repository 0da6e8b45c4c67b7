import { dirname } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { definedStatements } from '../src/infra/database/statement.js';
import { filesBelow, sources, textOf } from './support/source-files.js';

/** Which folder owns which table. */
const OWNERS: Readonly<Record<string, string>> = {
  migration: 'infra/database',
  installation: 'infra/secrets',
  event: 'events',
  event_counter: 'events',
  webhook_endpoint: 'webhooks',
  webhook_secret: 'webhooks/secrets',
  webhook_delivery: 'webhooks',
  webhook_attempt: 'webhooks',
  audit_event: 'audit',
  workspace: 'workspaces',
  api_key: 'workspaces',
  background_process: 'workspaces',
  kept_answer: 'repeats',
  integration: 'catalogue',
  credential_option: 'catalogue',
  supported_region: 'catalogue',
  region_coverage: 'catalogue',
  setup_step: 'catalogue',
  credential_set: 'credentials',
  credential_secret: 'credentials',
  integration_setting: 'integrations',
  platform_grant: 'tokens/grant',
  company_link: 'links',
  link_attempt: 'links',
  company: 'companies',
  platform_request: 'platform-requests',
  request_budget: 'platform-requests/budget',
  dataset: 'datasets',
  dataset_seen: 'datasets/rounds',
  dataset_todo: 'datasets/rounds',
  dataset_problem: 'datasets/rounds',
  pull: 'datasets/pulls',
  pull_part: 'datasets/pulls',
  source_record: 'datasets/records',
  account: 'datasets/records',
  contact: 'datasets/records',
  document: 'datasets/records',
  payment: 'datasets/records',
  allocation: 'datasets/records',
  bank_account: 'datasets/records',
  bank_movement: 'datasets/records',
  journal: 'datasets/records',
  ledger_entry: 'datasets/records',
  item: 'datasets/records',
  tax_rate: 'datasets/records',
};

const folderOf = (path: string) => dirname(path).replace(/^src\//, '');

/** Folders that put the names of their tables together at run time: the catalogue's, and those of the model's types. */
const PUT_TOGETHER = ['catalogue', 'datasets/records'];

/** Comments name tables freely. */
const codeOf = (path: string) => textOf(path).replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');

describe('tables have owners', () => {
  test('the table above names every table of the migrations', () => {
    const made = filesBelow('migrations').flatMap((path) =>
      [...textOf(path).matchAll(/CREATE TABLE ledgerlink\.(\w+)/g)].map(([, table]) => String(table)),
    );
    expect(Object.keys(OWNERS).sort()).toEqual([...new Set(made), 'migration'].sort());
  });

  test('SQL names a table only in the folder that owns it', () => {
    const foreign = sources.flatMap((path) =>
      // An alias of a schema-qualified name, or a name that is put together at run time (`ledgerlink.${table}`).
      [...codeOf(path).matchAll(/\bledgerlink\.(\w+|\$\{\w+\})/g)]
        .map(([, table]) => String(table))
        .filter((table) => table in OWNERS || table.startsWith('$'))
        .filter((table) =>
          table.startsWith('$') ? !PUT_TOGETHER.includes(folderOf(path)) : OWNERS[table] !== folderOf(path),
        )
        .map((table) => `${path}: ${table}`),
    );
    expect([...new Set(foreign)]).toEqual([
      // Whether the tables are there, and DDL on all of them: no data are read or written.
      'src/cli/distribute.ts: workspace',
      'src/infra/database/distribution.ts: workspace',
      'src/infra/database/distribution.ts: ${name}',
      // GRANT and REVOKE for the API's role, in the transaction of the migrations: no data are read or written.
      'src/infra/database/privileges.ts: audit_event',
    ]);
  });

  test('an entity stands with the owner of its table', () => {
    const entities = sources.flatMap((path) =>
      [...textOf(path).matchAll(/tableEntity\(\s*'(\w+)'/g)].map(([, table]) => [String(table), folderOf(path)]),
    );
    const { migration: _, ...owners } = OWNERS;
    expect(Object.fromEntries(entities)).toEqual(owners);
  });

  test('SQL names its tables with their schema, and fragments by references', () => {
    // What may follow FROM, JOIN, INTO, UPDATE and USING: a table with its schema, a reference, a subquery, a function of
    // PostgreSQL, a catalogue of PostgreSQL, or a word of `DO UPDATE SET` and `FOR UPDATE`.
    const allowed = /^(ledgerlink\.|\$\{|\(|LATERAL\b|unnest\(|jsonb_\w+\(|pg_\w+|SET\b|OF\b|SKIP\b)/;
    const wrong = sources
      .filter((path) => textOf(path).includes('ledgerlink.') || path.endsWith('.repository.ts'))
      .flatMap((path) =>
        [...codeOf(path).matchAll(/\b(?:FROM|JOIN|INTO|USING|UPDATE)\s+(\S+[^\n]*)/g)]
          .map(([, rest]) => String(rest))
          .filter((rest) => /^\w|^\$\{/.test(rest) && !allowed.test(rest))
          .map((rest) => `${path}: ${rest}`),
      );
    expect(wrong).toEqual([]);
  });
});

describe('statements of several fragments', () => {
  beforeAll(async () => {
    for (const path of sources.filter((path) => path.endsWith('.repository.ts'))) await import(`../${path}`);
  });

  test('are all defined when their modules are loaded', () => {
    const calls = sources.flatMap((path) => [...codeOf(path).matchAll(/\bdefineStatement\(/g)]);
    expect(definedStatements()).toHaveLength(calls.length);
    const late = sources.filter((path) => /^ {2,}.*\bdefineStatement\(/m.test(codeOf(path)));
    // Called once, by `links`, for what follows for links.
    expect(late).toEqual(['src/tokens/grant/grant-statements.repository.ts']);
  });

  // On a database that is distributed over several nodes such an INSERT involves all of them.
  test('insert no rows that depend on another fragment', () => {
    const reading = definedStatements()
      .flatMap(({ fragments }) => fragments)
      .filter(({ sql, reads }) => /INSERT INTO/.test(String(sql)) && reads.length > 0);
    expect(reading.map(({ name }) => name)).toEqual([]);
  });
});
