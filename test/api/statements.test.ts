import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { SCOPES } from '../../src/workspaces/api-key.rules.js';
import { startTestApp } from '../support/app.js';
import { addIntegrations } from '../support/catalogue.js';
import { withoutForgetting } from '../support/clock.js';
import { until } from '../support/processes.js';
import { change, idOf, SAGE, saveV30, saveV31 } from '../support/sage.js';
import { isLastUsed, statementsOf } from '../support/statements.js';
import { useStarted } from '../support/use-started.js';

const app = useStarted(() => startTestApp({ MUTATIONS_PER_MINUTE: '10000' }));

const DASHBOARD = readFileSync(new URL('../support/dashboard.graphql', import.meta.url), 'utf8');

test('a save costs five round trips, of new keys and of the same keys again', async () => {
  const { key } = await app.newWorkspace();
  // An API key that is looked up again costs one more.
  await withoutForgetting(async () => {
    await saveV31(app, {}, { key });
    // It is noted beside the answer. A save that ran beside it could need a new connection, which is asked for its process id.
    await until('the key is noted as used', async () => {
      const used = 'SELECT FROM ledgerlink.api_key WHERE prefix = $1 AND last_used_at IS NOT NULL';
      return (await app.database.admin.query(used, [key.slice(3, 11)])).rowCount === 1;
    });
    for (const clientSecret of ['another-secret-1', 'another-secret-1']) {
      const statements = await statementsOf(() => saveV31(app, { clientSecret }, { key }));
      expect(statements.filter((text) => !isLastUsed(text)).length).toBeLessThanOrEqual(5);
    }
  });
});

/** Three statements and two are what is promised; fewer are welcome, and then these numbers follow. */
describe('the dashboard', () => {
  const COLD = 2;
  const WARM = 1;
  interface Cost {
    readonly statements: string[];
    readonly integrations: number;
    readonly sets: number;
    readonly regions: number;
  }
  /** With a key that no process has seen before, or with one that this process has just looked up. */
  const cost = async (workspaceKey: string, warm = false): Promise<Cost> => {
    const { key } = await app.newKey(['INTEGRATIONS_READ'], { key: workspaceKey });
    let answer: { credentialSets: object[]; supportedRegions: object[] }[] = [];
    const statements = await withoutForgetting(async () => {
      if (warm) await app.ok('{ viewer { scopes } }', {}, key);
      return statementsOf(async () => {
        answer = (await app.ok(DASHBOARD, {}, key)).integrations;
      });
    });
    const sum = (count: (one: (typeof answer)[0]) => number) => answer.reduce((all, one) => all + count(one), 0);
    return {
      statements: statements.filter((text) => !isLastUsed(text)),
      integrations: answer.length,
      sets: sum(({ credentialSets }) => credentialSets.length),
      regions: sum(({ supportedRegions }) => supportedRegions.length),
    };
  };

  const both = async (keys: readonly string[], key: string) => {
    for (const integrationKey of keys) {
      await saveV30(app, {}, { key, integrationKey });
      await saveV31(app, {}, { key, integrationKey, enable: 'NOW' });
    }
  };

  test('of one integration costs two statements, one when the key is known', async () => {
    const { key } = await app.newWorkspace();
    await both([SAGE], key);
    const cold = await cost(key);
    expect(cold).toMatchObject({ integrations: 1, sets: 2, regions: 15 });
    expect(cold.statements).toHaveLength(COLD);
    expect((await cost(key, true)).statements).toHaveLength(WARM);
  });

  test('of twenty integrations with forty sets costs no more', async () => {
    const others = Array.from({ length: 19 }, (_, index) => `clone-${index}`);
    await addIntegrations(app.database, others);
    const { key } = await app.newWorkspace();
    await both([SAGE, ...others], key);
    const cold = await cost(key);
    expect(cold).toMatchObject({ integrations: 20, sets: 40, regions: 300 });
    expect(cold.statements).toHaveLength(COLD);
    expect((await cost(key, true)).statements).toHaveLength(WARM);
  });

  test('of a workspace that has set nothing up costs the same', async () => {
    const { key } = await app.newWorkspace();
    expect((await cost(key)).statements).toHaveLength(COLD);
    expect((await cost(key, true)).statements).toHaveLength(WARM);
  });
});

describe('every statement', () => {
  /** Where nothing belongs to a workspace: the catalogue, the workspaces themselves, the installation. */
  const WITHOUT_WORKSPACE = [
    'integration',
    'credential_option',
    'supported_region',
    'region_coverage',
    'setup_step',
    'workspace',
    'installation',
  ];
  const tablesIn = (text: string) => [...text.matchAll(/ledgerlink\.(\w+)/g)].map(([, table]) => String(table));

  /** A run through all queries and mutations, with what they refuse and what they find. */
  async function everything(): Promise<void> {
    const { key } = await app.newWorkspace('walked');
    const v30 = await saveV30(app, {}, { key, enable: 'NOW' });
    await saveV30(app, { clientSecret: 'renewed' }, { key });
    const v31 = await saveV31(app, {}, { key });
    await saveV31(app, {}, { key });
    await saveV31(app, { clientId: 'second' }, { key });
    await saveV31(app, {}, { key, expectedVersion: 0 });
    await change(app, 'disableIntegration', { integrationKey: SAGE }, key);
    await change(app, 'enableIntegration', { integrationKey: SAGE }, key);
    await change(app, 'deleteCredentialSet', { credentialSetId: v30.credentialSet.id }, key);
    const made = await app.newKey(SCOPES, { key });
    await app.ok('{ viewer { workspace { id } apiKey { id } } apiKeys { id } }', {}, made.key);
    await app.ok('mutation($id: ID!) { revokeApiKey(input: { apiKeyId: $id }) { __typename } }', { id: made.id }, key);
    await app.ok(DASHBOARD, {}, key);
    await app.ok(`{ supportedRegions(integrationKey: "${SAGE}") { id } }`, {}, key);
    const events = await app.ok(
      `query($id: ID) { all: auditEvents(first: 50) { nodes { id target { id } } pageInfo { endCursor } }
         one: auditEvents(first: 1, targetId: $id) { nodes { id } } }`,
      { id: idOf('Integration', SAGE) },
      key,
    );
    await app.ok(
      'query($a: String) { auditEvents(after: $a) { nodes { id } } }',
      { a: events.all.pageInfo.endCursor },
      key,
    );
    const node = 'query($id: ID!) { node(id: $id) { id } }';
    for (const id of [v31.credentialSet.id, made.id, events.all.nodes[0].id, idOf('Integration', SAGE)])
      expect((await app.ok(node, { id }, key)).node.id).toBe(id);
  }

  test('about what belongs to a workspace names the workspace', async () => {
    const sent = await statementsOf(everything);
    const texts = [...new Set(sent)];
    const touched = new Set(texts.flatMap(tablesIn));
    const owned = [
      'api_key',
      'audit_event',
      'credential_secret',
      'credential_set',
      'integration_setting',
      'link_attempt',
      'platform_grant',
    ];
    expect([...touched].filter((table) => !WITHOUT_WORKSPACE.includes(table)).sort()).toEqual(owned);
    // Each part of a statement, and in it each table by the name it has there.
    const parts = texts.flatMap((text) => text.split(/^\w+ AS \(|^WITH \w+ AS \(/m));
    const named = new RegExp(`ledgerlink\\.(?:${owned.join('|')})\\b(?: AS)?(?: ([a-z]\\w*))?`, 'g');
    const careless = parts.filter((part) => {
      const tables = [...part.matchAll(named)];
      const inserts = /INSERT INTO [^(]+\(workspace_id,/.test(part);
      const given = /\bworkspace_id = (?:ANY\()?\$\d/.test(part);
      const mentions = tables.every(([, alias]) =>
        (alias === undefined ? /(?<!\.)\bworkspace_id\b/ : new RegExp(`\\b${alias}\\.workspace_id\\b`)).test(part),
      );
      return tables.length > 0 && !inserts && !(given && mentions);
    });
    expect(careless).toEqual([]);
    // What has no table is the frame of a transaction, and what a new connection is asked: its process id.
    expect(
      [...new Set(texts.filter((text) => tablesIn(text).length === 0).map((text) => text.split(/[ ;]/)[0]))].sort(),
    ).toEqual(['BEGIN', 'COMMIT', 'SELECT']);
  });

  test('passes its values by place, never in its text', async () => {
    const texts = await statementsOf(everything);
    expect(
      texts.filter((text) => /secret-of-3|app-30|f1e2|walked|renewed|[0-9a-f]{8}-[0-9a-f]{4}-7/.test(text)),
    ).toEqual([]);
  });
});
