import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chown, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { syncFolder } from '../process/durable-file.js';
import type { PostgresBinaries } from './binaries.js';
import { EmbeddedPostgresError } from './error.js';
import type { ClusterPlace } from './place.js';
import { cannotRun, runProgram } from './process.js';
import type { Identity } from './unprivileged.js';

const PARTIAL = 'postgres.partial-';

/**
 * Makes the cluster in a folder with a temporary name and renames it when it is complete. A folder with the final name
 * is never deleted; one with a temporary name was left by a killed process. The caller holds the start lock.
 * @throws EmbeddedPostgresError when initdb fails.
 */
export async function makeCluster(
  place: ClusterPlace,
  binaries: PostgresBinaries,
  superuserPassword: string,
): Promise<void> {
  const home = dirname(place.dataPath);
  await removeHalfMade(home);
  const draft = join(home, `${PARTIAL}${randomUUID()}`);
  const passwordFile = `${draft}.password`;
  await mkdir(draft, { mode: 0o700 });
  await writeFile(passwordFile, superuserPassword, { flag: 'wx', mode: 0o600 });
  await giveTo(place.runAs, draft, passwordFile);
  await runInitdb(place, binaries, draft, passwordFile);
  await rm(passwordFile);
  await rename(draft, place.dataPath);
  await syncFolder(home);
}

/**
 * Checks that this major version of PostgreSQL made the cluster.
 * @throws EmbeddedPostgresError otherwise; it says more than PostgreSQL's own error.
 */
export async function checkVersion(place: ClusterPlace, binaries: PostgresBinaries): Promise<void> {
  const made = Number.parseInt(await readFile(join(place.dataPath, 'PG_VERSION'), 'utf8'), 10);
  if (made === binaries.majorVersion) return;
  throw new EmbeddedPostgresError(
    'FAILED',
    `The database in ${place.dataPath} was made by PostgreSQL ${made}; the installed one is ${binaries.majorVersion}. Install the former version of Ledgerlink to export the data, or set DATABASE_URL.`,
  );
}

/**
 * stdout is a pipe on purpose: when this process is killed, initdb ends at its next line of output instead of working
 * on beside the next start.
 */
async function runInitdb(
  place: ClusterPlace,
  binaries: PostgresBinaries,
  draft: string,
  passwordFile: string,
): Promise<void> {
  const args = ['--pgdata', draft, '--pwfile', passwordFile, '--username', 'postgres'];
  args.push('--auth', 'scram-sha-256', '--encoding', 'UTF8', '--no-instructions', ...locale(binaries));
  const initdb = await runProgram(binaries.initdb, args, place.runAs, { stdio: ['ignore', 'pipe', 'pipe'] });
  initdb.stdout?.resume();
  const [complaint, [exitCode]] = await Promise.all([initdb.stderr ? text(initdb.stderr) : '', once(initdb, 'close')]);
  if (exitCode === 0) return;
  if (complaint.includes('user does not exist')) throw unlistedUser();
  throw new EmbeddedPostgresError(
    'FAILED',
    `initdb could not make a database in ${dirname(draft)}: ${complaint.trim() || 'it was killed'}`,
  );
}

/** Only initdb, of all PostgreSQL programs, needs a name for its user; a container may run under any number. */
function unlistedUser(): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'UNSUPPORTED',
    'PostgreSQL cannot make a database as a user without an entry in /etc/passwd. Run as a user that has one, or set DATABASE_URL to a PostgreSQL server of your own.',
  );
}

/** The same on every machine: the builtin provider (17 and later) knows letters beyond ASCII, plain C does not. */
function locale(binaries: PostgresBinaries): string[] {
  if (binaries.majorVersion < 17) return ['--locale', 'C'];
  return ['--locale', 'C', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'];
}

async function giveTo(identity: Identity | undefined, ...paths: string[]): Promise<void> {
  if (identity === undefined) return;
  try {
    await Promise.all(paths.map((path) => chown(path, identity.uid, identity.gid)));
  } catch (error) {
    throw cannotRun(error);
  }
}

async function removeHalfMade(home: string): Promise<void> {
  const names = (await readdir(home)).filter((name) => name.startsWith(PARTIAL));
  // An orphaned initdb may still be writing its last files.
  const options = { recursive: true, force: true, maxRetries: 10, retryDelay: 50 };
  await Promise.all(names.map((name) => rm(join(home, name), options)));
}
