import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { findBinaries } from '../../src/infra/embedded-postgres/binaries.js';
import { findPlace } from '../../src/infra/embedded-postgres/place.js';
import { launchServer, stopServer } from '../../src/infra/embedded-postgres/server.js';
import type { OwnCluster } from './own-cluster.js';

/** A streaming standby of a cluster. */
export interface Standby {
  readonly port: number;
  /** Makes it a primary, and answers when it is one. The former primary is left as it is. */
  promote(): Promise<void>;
  stop(): Promise<void>;
}

/** Copies the files of a cluster while it is stopped, starts it again, and starts the copy as its standby. */
export async function startStandby(cluster: OwnCluster): Promise<Standby> {
  const dataDir = mkdtempSync(join(tmpdir(), 'ledgerlink-standby-'));
  chmodSync(dataDir, 0o755);
  const place = await findPlace(dataDir);
  await cluster.stop();
  // The copy keeps the owner of the files: PostgreSQL does not run as root.
  execFileSync('cp', ['-a', cluster.dataPath, place.dataPath]);
  await cluster.start();
  const { superuser } = cluster.database.urls;
  appendFileSync(join(place.dataPath, 'postgresql.auto.conf'), `primary_conninfo = '${superuser}'\n`);
  writeFileSync(join(place.dataPath, 'standby.signal'), '');
  const server = await launchServer(place, await findBinaries('embedded-postgres', place), {});
  const url = new URL(superuser);
  url.port = String(server.port);
  return {
    port: server.port,
    promote: async () => {
      const client = new pg.Client({ connectionString: url.href });
      await client.connect();
      await client.query('SELECT pg_promote()');
      await client.end();
    },
    stop: async () => {
      await stopServer(server, place.dataPath);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
