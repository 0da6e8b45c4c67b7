import { describe, expect, test } from '@jest/globals';
import { sources, textOf } from './support/source-files.js';
import { brokenRules, sqlTextsOf } from './support/sql-rules.js';

/**
 * Texts that name a table without a workspace, by a word of them, each with its reason. Those of all workspaces ask every
 * node, and fail while one is down.
 */
const WITHOUT_WORKSPACE: readonly [word: string, reason: string][] = [
  ['c.workspace_id, c.credential_set_id, c.field) >', 'the operator checks or renews the encryption of everything'],
  ['(workspace_id, id) > ($1::uuid, $2::uuid)', 'the same'],
  ['(workspace_id, endpoint_id, id) > ($1::uuid, $2::uuid, $3::uuid)', 'the same'],
  ['ledgerlink.event_counter ${c}', 'a part of a statement, which names the workspaces'],
  ['ledgerlink.api_key ${k}', 'the same'],
  ['(workspace_id, link_id, list, source_id) > ($1::uuid', 'the same'],
  ['areKeysRefused', 'doctor lists the sets of all workspaces, and a part of a statement'],
  ["${isApplication('s', 1)}", 'the one read beyond a workspace, before a revocation'],
  ['k.created_by = $1', 'the first start looks for its own workspace'],
  ['::regclass AND r.rolname', "a table's privileges"],
  ['ledgerlink.credential_set ${s}', 'the same'],
  ['ledgerlink.company_link ${l}', 'a part of a statement, which names the workspace'],
  ['ledgerlink.link_attempt ${a}', 'a part of a statement, which names the workspace'],
  ["${healthColumns('s')}, (", 'a part of a statement, which names the workspace'],
];

const texts = sources
  .filter((path) => path.endsWith('.repository.ts'))
  .flatMap((path) => sqlTextsOf(path, textOf(path)));

describe('SQL that a database can distribute by workspace', () => {
  test('is all found', () => {
    expect(texts.length).toBeGreaterThan(80);
  });

  test('obeys the rules', () => {
    const broken = texts.flatMap(({ path, text }) => brokenRules(text).map((rule) => ({ path, rule, text })));
    expect(broken.filter(({ text }) => !WITHOUT_WORKSPACE.some(([word]) => text.includes(word)))).toEqual([]);
  });
});

describe('a rule for SQL', () => {
  test.each([
    ['SELECT 1 FROM ledgerlink.company c WHERE c.id = $1', 'a table without the workspace parameter'],
    ['SELECT 1 FROM ledgerlink.company WHERE id = $1', 'a table without the workspace parameter'],
    ['DELETE FROM ledgerlink.company WHERE id = ${id}', 'a table without the workspace parameter'],
    ['INSERT INTO ledgerlink.company (id, name) VALUES ($1, $2)', 'a table without the workspace parameter'],
    [
      'SELECT 1 FROM ledgerlink.company c JOIN ledgerlink.company_link l ON l.company_id = c.id WHERE c.workspace_id = $1',
      'a table without the workspace parameter',
    ],
    [
      'EXISTS (SELECT FROM ledgerlink.company c WHERE c.workspace_id = ${of}.workspace_id)',
      "a workspace that is compared with another row's column",
    ],
    [
      'UPDATE ledgerlink.company SET created_at = now() WHERE workspace_id = $1',
      "the database's clock in a text that does not only read",
    ],
    [
      'UPDATE ledgerlink.company SET created_at = ${NOW} WHERE workspace_id = $1',
      "the database's clock in a text that does not only read",
    ],
    ['SELECT x.a FROM ledgerlink.company c, LATERAL (SELECT c.a FROM b) x WHERE c.workspace_id = $1', 'LATERAL'],
    ['SELECT (SELECT to_json(c.name)) FROM ledgerlink.company c WHERE c.workspace_id = $1', 'a subquery without FROM'],
    [
      'UPDATE ledgerlink.company SET name = $2 WHERE workspace_id = $1 RETURNING (SELECT 1 FROM a)',
      'a subquery in RETURNING',
    ],
  ])('finds %s', (text, rule) => {
    expect(brokenRules(text)).toContain(rule);
  });

  test.each([
    'SELECT 1 FROM ledgerlink.company WHERE workspace_id = $1 AND id = $2',
    'SELECT 1 FROM ledgerlink.company c WHERE c.workspace_id = ANY($1)',
    'JOIN ledgerlink.company ${c} ON ${c}.workspace_id = ${workspace} AND ${c}.id = ${l}.company_id',
    'INSERT INTO ledgerlink.company AS c (workspace_id, id) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING id',
    'SELECT ${NOW} AS now FROM ledgerlink.workspace',
  ])('lets %s pass', (text) => {
    expect(brokenRules(text)).toEqual([]);
  });
});
