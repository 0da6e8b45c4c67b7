import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { migrations } from '../../migrations/index.js';
import { generateKeyEntry } from '../../src/infra/secrets/key-ring.js';
import { createDatabase, type TestDatabase } from '../support/database.js';
import { createInstallation, INTEGRATION, SAVE, type TestInstallation } from '../support/installation.js';
import { endProcesses, graphql, launchServer, type Process, until } from '../support/processes.js';
import { TABLES } from '../support/source-files.js';

const NAMES = migrations.map(({ name }) => name);

describe('three instances on an empty database', () => {
  let database: TestDatabase;
  let env: Record<string, string>;
  beforeEach(async () => {
    database = await createDatabase({ empty: true });
    env = {
      NODE_ENV: 'production',
      HOST: 'localhost',
      PORT: '0',
      DATABASE_URL: database.urls.app,
      DATABASE_MIGRATION_URL: database.urls.owner,
      ENCRYPTION_KEYS: generateKeyEntry('2026-01-01'),
    };
  });
  afterEach(async () => {
    await endProcesses();
    await database.drop();
  });

  /** How many migrations each applied, once all are ready. */
  async function applied(instances: readonly Process[]): Promise<number[]> {
    const found = () => instances.map((instance) => /"migrations":(\d+),"msg":"ready"/.exec(instance.output())?.[1]);
    await until('all are ready', async () => found().every((count) => count !== undefined));
    return found().map(Number).sort();
  }
  const rows = async (sql: string) => (await database.admin.query(sql)).rows;

  test('start at once: one migrates, all become ready', async () => {
    expect(await applied([1, 2, 3].map(() => launchServer(env)))).toEqual([0, 0, NAMES.length]);
    expect(await rows('SELECT count(*)::int AS n FROM ledgerlink.migration')).toEqual([{ n: NAMES.length }]);
    expect(await rows('SELECT count(*)::int AS n FROM ledgerlink.installation')).toEqual([{ n: 1 }]);
  });

  test('of which the one that migrates is killed: it leaves nothing behind, and another one migrates', async () => {
    // Holds a migration up when seven of its twelve tables are made, for as long as this session wants.
    const holder = await database.admin.connect();
    await holder.query(`
      CREATE FUNCTION hold() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
        IF to_regclass('ledgerlink.api_key') IS NOT NULL THEN PERFORM pg_advisory_xact_lock_shared(1, 2); END IF; END $$;
      CREATE EVENT TRIGGER hold ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION hold();
      SELECT pg_advisory_lock(1, 2)`);
    const waiting = `SELECT count(*)::int AS n FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
    const first = launchServer(env);
    await until('the first migrates', async () => (await rows(waiting))[0]?.n === 1);
    const others = [launchServer(env), launchServer(env)];
    await until('the others wait for it', async () => (await rows(waiting))[0]?.n === 3);
    first.child.kill('SIGKILL');
    expect(await first.ended).toBeNull();
    await holder.query('SELECT pg_advisory_unlock(1, 2)');
    holder.release();
    expect(await applied(others)).toEqual([0, NAMES.length]);
    expect(await rows('SELECT name FROM ledgerlink.migration ORDER BY id')).toEqual(NAMES.map((name) => ({ name })));
    const tables = "SELECT count(*)::int AS n FROM pg_tables WHERE schemaname = 'ledgerlink'";
    expect(await rows(tables)).toEqual([{ n: TABLES }]);
  });
});

describe('several instances of one installation', () => {
  let installation: TestInstallation;
  beforeEach(async () => {
    installation = await createInstallation({ FAILED_KEYS_PER_MINUTE: '999999' });
  });
  afterEach(() => installation.close());
  const count = async (sql: string): Promise<number> =>
    Number((await installation.database.admin.query(`SELECT count(*) AS n FROM ledgerlink.${sql}`)).rows[0].n);

  test('honour a revocation within a second, and no write commits after it', async () => {
    const [here, there] = [await installation.start(), await installation.start()];
    const { data } = await graphql(
      here.url,
      installation.key,
      `mutation { createApiKey(input: { name: "doomed", scopes: [INTEGRATIONS_READ, INTEGRATIONS_WRITE] }) {
         ... on CreateApiKeySuccess { key apiKey { id } } } }`,
    );
    const { key, apiKey } = data.createApiKey;
    let saves = 0;
    const save = () => graphql(there.url, key, SAVE, { clientId: 'a/b', secret: `secret-${++saves}` });
    expect((await save()).data.saveCredentials.changed).toBe(true);

    const revoke = 'mutation($id: ID!) { revokeApiKey(input: { apiKeyId: $id }) { __typename } }';
    let revokedAt = Number.POSITIVE_INFINITY;
    let savedWhenRevoked = -1;
    const revoking = graphql(here.url, installation.key, revoke, { id: apiKey.id }).then(async (answer) => {
      revokedAt = performance.now();
      savedWhenRevoked = await count("audit_event WHERE action = 'credentials.saved'");
      return answer;
    });
    const reads: { sentAfter: number; status: number }[] = [];
    const late = () => reads.filter(({ sentAfter }) => sentAfter >= 1_000);
    while (late().length < 4) {
      const sentAfter = performance.now() - revokedAt;
      reads.push({ sentAfter, status: (await graphql(there.url, key, '{ integrations { key } }')).status });
      await save();
    }
    expect((await revoking).data).toEqual({ revokeApiKey: { __typename: 'RevokeApiKeySuccess' } });
    expect(late().filter(({ status }) => status !== 401)).toEqual([]);
    expect(await count("audit_event WHERE action = 'credentials.saved'")).toBe(savedWhenRevoked);
    expect(await count('integration_setting')).toBe(1);
  });

  test('save one integration at the same time: one version each, none lost, each in the audit trail', async () => {
    const servers = await Promise.all([1, 2, 3, 4].map(() => installation.start()));
    const save = async (i: number) => {
      const url = servers[i % 4]?.url ?? '';
      const variables = { clientId: `app/${i % 3}`, secret: `secret-${i}` };
      const { requestId, data, text } = await graphql(url, installation.key, SAVE, variables);
      return { requestId, text, ...data?.saveCredentials };
    };
    // Sixteen clients at once, four at each server: what waits longer than 5 s for a lock is refused.
    const answers: Awaited<ReturnType<typeof save>>[] = [];
    let next = 0;
    const client = async () => {
      while (next < 60) answers.push(await save(next++));
    };
    await Promise.all(Array.from({ length: 16 }, client));
    expect(answers.filter(({ changed }) => changed !== true).map(({ text }) => text)).toEqual([]);
    expect(answers.map(({ integration }) => integration.version).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 60 }, (_, i) => i + 1),
    );
    const { rows } = await installation.database.admin.query(
      'SELECT integration_key, enabled, version FROM ledgerlink.integration_setting',
    );
    expect(rows).toEqual([{ integration_key: INTEGRATION, enabled: false, version: 60 }]);
    expect(await count('credential_set')).toBe(3);
    expect(await count("credential_set WHERE status = 'CURRENT'")).toBe(1);
    const audited = await installation.database.admin.query<{ request_id: string }>(
      "SELECT request_id FROM ledgerlink.audit_event WHERE action = 'credentials.saved'",
    );
    expect(audited.rows.map((row) => row.request_id).sort()).toEqual(answers.map(({ requestId }) => requestId).sort());
    // The set that was current before is superseded only where the client id changes.
    const ordered = answers.sort((a, b) => a.integration.version - b.integration.version);
    const handovers = ordered.filter(
      ({ credentialSet }, i) => i > 0 && credentialSet.clientId !== ordered[i - 1].credentialSet.clientId,
    );
    expect(await count("audit_event WHERE action = 'credentials.superseded'")).toBe(handovers.length);
    const last = await installation.database.admin.query(
      `SELECT s.client_id, left(encode(c.fingerprint, 'hex'), 8) AS fingerprint, c.sealed IS NOT NULL AS sealed
         FROM ledgerlink.credential_set s JOIN ledgerlink.credential_secret c ON c.credential_set_id = s.id WHERE s.status = 'CURRENT'`,
    );
    expect(last.rows).toEqual([
      {
        client_id: ordered[59].credentialSet.clientId,
        fingerprint: ordered[59].credentialSet.clientSecret.fingerprint,
        sealed: true,
      },
    ]);
  });
});
