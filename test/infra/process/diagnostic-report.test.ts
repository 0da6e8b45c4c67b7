import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CANARY, canariesIn } from '../../support/canary.js';
import { createDatabase, encryptionKeys, type TestDatabase } from '../../support/database.js';
import { until } from '../../support/processes.js';
import { SAGE } from '../../support/sage.js';
import { startServer, type TestServer } from '../../support/server.js';

let database: TestDatabase;
let folder: string;
let server: TestServer;
beforeAll(async () => {
  database = await createDatabase();
  folder = mkdtempSync(join(tmpdir(), 'ledgerlink-report-'));
  server = await startServer({
    DATABASE_URL: database.urls.app,
    DATABASE_MIGRATION_URL: database.urls.owner,
    ENCRYPTION_KEYS: encryptionKeys(),
    DATA_DIR: folder,
    METRICS: 'on',
    NODE_OPTIONS: `--report-on-signal --report-signal=SIGUSR2 --report-directory=${folder} --report-filename=report.json`,
  });
});
afterAll(async () => {
  await server.kill('SIGTERM');
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

const report = async (): Promise<string> => {
  server.process.kill('SIGUSR2');
  const path = join(folder, 'report.json');
  await until('a report is written', async () => {
    return existsSync(path) && readFileSync(path, 'utf8').trimEnd().endsWith('}');
  });
  return readFileSync(path, 'utf8');
};

test("a report of Node's holds no secret of a caller, no API key, no encryption key and no password", async () => {
  const apiKey = readFileSync(join(folder, 'api-key'), 'utf8').trim();
  const post = (secret: string) =>
    fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` },
      body: JSON.stringify({
        query: 'mutation($i: SaveCredentialsInput!) { saveCredentials(input: $i) { __typename } }',
        variables: {
          i: { integrationKey: SAGE, credentials: { sageV31: { clientId: 'a', clientSecret: secret } } },
        },
      }),
    }).then((answer) => answer.json());
  expect(await post(CANARY)).toEqual({ data: { saveCredentials: { __typename: 'SaveCredentialsSuccess' } } });
  expect(await post(`${CANARY} `)).toEqual({
    data: { saveCredentials: { __typename: 'CredentialsRejected' } },
  });

  const text = await report();
  expect(JSON.parse(text)).toMatchObject({
    header: { trigger: 'Signal' },
    environmentVariables: { METRICS: 'on' },
  });
  const metrics = await (await fetch(`${server.url}/metrics`)).text();
  expect(metrics).toContain('ledgerlink_http_request_seconds_count{route="/graphql",status="200"} 2');
  // The first lines of a start are for the operator and hold the link that signs in.
  const logged = server.output().replace(/^ {2}Portal .*$/m, '');
  for (const [name, held] of Object.entries({ text, metrics, logged })) {
    expect([name, canariesIn(held)]).toEqual([name, []]);
    const secrets = [
      apiKey.slice(12),
      encryptionKeys().split(':')[1],
      ...[database.urls.app, database.urls.owner].map((url) => new URL(url).password),
    ];
    for (const secret of secrets) {
      expect(secret?.length).toBeGreaterThan(15);
      expect([name, held.includes(String(secret))]).toEqual([name, false]);
    }
  }
});
