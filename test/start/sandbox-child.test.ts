import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createDatabase, encryptionKeys, type TestDatabase } from '../support/database.js';
import { makeFolder } from '../support/embedded-postgres-project.js';
import { endProcesses, freePort, graphql, launchServer, statusOf, until } from '../support/processes.js';

const SAVE = `mutation { saveCredentials(input: { integrationKey: "sage-business-cloud-accounting", enable: LATER,
  credentials: { sageV31: { clientId: "sandbox/demo-v31", clientSecret: "sandbox-demo-secret-v31" } } }) {
  __typename ... on CredentialsRejected { faults { field message } } } }`;

let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  [database, folder] = await Promise.all([createDatabase(), makeFolder()]);
});
afterAll(async () => {
  await endProcesses();
  await database.drop();
  await rm(folder, { recursive: true });
});

async function start(more: Record<string, string> = {}) {
  const [port, sandboxPort] = [await freePort(), await freePort()];
  const env = {
    PORT: String(port),
    DATABASE_URL: database.urls.app,
    DATABASE_MIGRATION_URL: database.urls.owner,
    ENCRYPTION_KEYS: encryptionKeys(),
    DATA_DIR: folder,
    SANDBOX: 'on',
    SANDBOX_PORT: String(sandboxPort),
    ...more,
  };
  const server = launchServer(env);
  await until('it says where things are', async () => /Ledgerlink {2}/.test(server.output()), 20_000);
  return {
    ...server,
    url: `http://localhost:${port}`,
    sandbox: `http://127.0.0.1:${sandboxPort}/control/users`,
  };
}

test('starts a sandbox beside the API and prints the keys to try it and to control it with', async () => {
  const { child, output, sandbox, ended } = await start();
  expect(output()).toMatch(/Sandbox {9}http:\/\/127\.0\.0\.1:\d+\n/);
  expect(output()).toContain('clientId sandbox/demo-v31  clientSecret sandbox-demo-secret-v31');
  expect(output()).toContain('signingSecret');
  expect(await statusOf(sandbox)).toBe(401);
  const [, control, controlKey] = /control API (\S+), key (\S+)\n/.exec(output()) ?? [];
  const users = await fetch(`${control}/users`, { headers: { authorization: `Bearer ${controlKey}` } });
  expect(users.status).toBe(200);
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
  expect(await statusOf(sandbox)).toBe('ECONNREFUSED');
});

test('leaves no sandbox behind when it is killed', async () => {
  const { child, sandbox, ended } = await start();
  expect(await statusOf(sandbox)).toBe(401);
  child.kill('SIGKILL');
  await ended;
  await until('the sandbox is gone', async () => (await statusOf(sandbox)) === 'ECONNREFUSED');
});

test('goes on without a sandbox whose port is taken, and says what to do', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await until('the port is taken', async () => other.listening);
  const address = other.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has no port');
  const { child, output, url, ended } = await start({ SANDBOX_PORT: String(address.port) });
  expect(output()).toContain('is SANDBOX_PORT taken? Set another, or SANDBOX=off');
  expect(output()).not.toContain('sandbox/demo');
  expect(await statusOf(`${url}/readyz`)).toBe(200);
  // Whatever listens there is not taken for a sandbox: its client ids are refused.
  const key = readFileSync(join(folder, 'api-key'), 'utf8').trim();
  const { data } = await graphql(url, key, SAVE);
  expect(data.saveCredentials.faults).toEqual([
    { field: 'clientId', message: expect.stringContaining('start with SANDBOX=on') },
  ]);
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
  other.close();
});
