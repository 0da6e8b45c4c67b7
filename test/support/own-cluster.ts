import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/infra/embedded-postgres/embedded-postgres.js';
import type { TestDatabase } from './database.js';
import { freePort, until } from './processes.js';

/** A PostgreSQL of the test's own, always on the same port, to stop, crash and start again. */
export interface OwnCluster {
  readonly database: TestDatabase;
  /** Where its files lie. */
  readonly dataPath: string;
  /** As `pg_ctl -m fast`: sessions are told that the server goes, and it goes. */
  stop(): Promise<void>;
  /** As `pg_ctl -m immediate`: it is gone, and recovers when it is started. */
  crash(): Promise<void>;
  start(): Promise<void>;
}

export async function startOwnCluster(): Promise<OwnCluster> {
  const dataDir = mkdtempSync(join(tmpdir(), 'ledgerlink-cluster-'));
  chmodSync(dataDir, 0o755);
  const options = { dataDir, settings: { port: String(await freePort()) } };
  let cluster: EmbeddedPostgres = await startEmbeddedPostgres(options);
  const admin = new pg.Pool({ connectionString: cluster.urls.superuser, max: 3 });
  admin.on('error', () => undefined);
  return {
    dataPath: cluster.dataPath,
    database: {
      name: 'ledgerlink',
      urls: cluster.urls,
      admin,
      drop: async () => {
        await admin.end();
        await cluster.stop();
        rmSync(dataDir, { recursive: true, force: true });
      },
    },
    stop: () => cluster.stop(),
    crash: async () => {
      const pid = Number.parseInt(readFileSync(join(cluster.dataPath, 'postmaster.pid'), 'utf8'), 10);
      process.kill(pid, 'SIGQUIT');
      await until('the server is gone', async () => !isAlive(pid));
    },
    start: async () => {
      cluster = await startEmbeddedPostgres(options);
    },
  };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
