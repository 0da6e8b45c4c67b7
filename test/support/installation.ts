import type pg from 'pg';
import { createDatabase, encryptionKeys, type TestDatabase } from './database.js';
import { untilWaiting } from './locks.js';
import { run, startServer, type TestServer } from './server.js';

/** A database of its own with a workspace in it, for tests that need several processes. */
export interface TestInstallation {
  readonly database: TestDatabase;
  readonly workspaceId: string;
  /** An API key with all scopes. */
  readonly key: string;
  /** The environment that every process of it gets. */
  readonly env: Record<string, string>;
  start(env?: Record<string, string>): Promise<TestServer>;
  /** Holds every change up, in the middle of its transaction, where it writes its audit event. */
  holdChanges(): Promise<HeldChanges>;
  /** Kills the servers that still run and drops the database. */
  close(): Promise<void>;
}

export interface HeldChanges {
  /** Waits until that many changes stand still. */
  standing(count: number): Promise<void>;
  letGo(): Promise<void>;
}

export async function createInstallation(
  more: Record<string, string> = {},
  database?: TestDatabase,
): Promise<TestInstallation> {
  const own = database ?? (await createDatabase());
  const env = {
    NODE_ENV: 'production',
    HOST: 'localhost',
    DATABASE_URL: own.urls.app,
    DATABASE_MIGRATION_URL: own.urls.owner,
    ENCRYPTION_KEYS: encryptionKeys(),
    LOG_LEVEL: 'info',
    MUTATIONS_PER_MINUTE: '999999',
    ...more,
  };
  if (database !== undefined) await run(['cli.js', 'migrate'], env);
  const { stdout, stderr } = await run(['cli.js', '--json', 'workspace', 'create', '--name', 'test'], env);
  if (stdout === '') throw new Error(`no workspace was made: ${stderr}`);
  const { workspaceId, apiKey } = JSON.parse(stdout);
  const servers = new Set<TestServer>();
  const holders = new Set<pg.PoolClient>();
  return {
    database: own,
    workspaceId,
    key: apiKey,
    env,
    start: async (mine = {}) => {
      const server = await startServer({ ...env, ...mine });
      servers.add(server);
      return server;
    },
    holdChanges: async () => {
      const holder = await own.admin.connect();
      holders.add(holder);
      holder.on('error', () => undefined);
      await holder.query('BEGIN; LOCK TABLE ledgerlink.audit_event IN EXCLUSIVE MODE');
      return {
        // On another connection: within a transaction pg_stat_activity shows what it showed first.
        standing: (count) => untilWaiting(own, count),
        letGo: async () => {
          holders.delete(holder);
          await holder.query('COMMIT');
          holder.release();
        },
      };
    },
    close: async () => {
      for (const holder of holders) holder.release(true);
      for (const server of servers) {
        const { exitCode, signalCode } = server.process;
        if (exitCode === null && signalCode === null) await server.kill('SIGKILL');
      }
      await own.drop();
    },
  };
}

export const INTEGRATION = 'sage-business-cloud-accounting';

/** For `graphql`: saves v3.1 keys; answers the outcome with the set's fingerprint and the integration's version. */
export const SAVE = `mutation($clientId: String!, $secret: Secret!) {
  saveCredentials(input: { integrationKey: "${INTEGRATION}", credentials: { sageV31: { clientId: $clientId, clientSecret: $secret } } }) {
    __typename
    ... on SaveCredentialsSuccess { changed integration { version } credentialSet { clientId clientSecret { fingerprint } } }
    ... on Problem { code } } }`;
