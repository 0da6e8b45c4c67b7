import { createHash } from 'node:crypto';
import { access, chmod, mkdir, realpath, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { codeOf } from '../errors/error-code.js';
import { makeFolder, readIfThere, writeDurably } from '../process/durable-file.js';
import { EmbeddedPostgresError } from './error.js';
import { type Identity, mayEnter, NOBODY } from './unprivileged.js';

/** Where a cluster is on disk, and which user runs it. */
export interface ClusterPlace {
  /** Real path of the data folder: passwords, log, start lock. */
  readonly dataDir: string;
  /** The cluster itself; its parent is writable by us and reachable by `runAs`. */
  readonly dataPath: string;
  /** Set when we are root: the identity initdb and postgres take. */
  readonly runAs: Identity | undefined;
}

/**
 * For root only. Not /var/tmp: systemd-tmpfiles removes files there that were not touched for 30 days
 * (tmpfiles.d/tmp.conf of systemd; on by default in Fedora and in Debian 13), and a database has many such files.
 */
const SHELTER = '/var/lib/ledgerlink';

/** Makes the data folder if it is missing, and answers its real path, so that two names of one folder share a lock. */
export async function prepareDataDir(dataDir: string): Promise<string> {
  makeFolder(dataDir);
  return realpath(dataDir);
}

/**
 * Decides where the cluster is. The caller holds the start lock.
 * @throws EmbeddedPostgresError when the cluster belongs to another user, or a remembered folder is gone.
 */
export async function findPlace(dataDir: string): Promise<ClusterPlace> {
  const dataPath = (await rememberedPath(dataDir)) ?? join(dataDir, 'postgres');
  const owner = await ownerOf(dataPath);
  if (process.getuid?.() !== 0) {
    if (owner !== undefined && owner.uid !== process.getuid?.()) throw belongsToAnother(dataPath);
    return { dataDir, dataPath, runAs: undefined };
  }
  // A cluster made by an ordinary user stays that user's when root starts it once (sudo).
  if (owner !== undefined && owner.uid !== 0) return { dataDir, dataPath, runAs: owner };
  const sheltered = (await mayEnter(dirname(dataPath), NOBODY)) ? dataPath : await makeShelter(dataDir);
  return { dataDir, dataPath: sheltered, runAs: NOBODY };
}

/**
 * Whether there is a complete cluster: `makeCluster` gives it this name only then.
 * @throws the error of Node when the folder cannot be read.
 */
export async function holdsCluster(dataPath: string): Promise<boolean> {
  try {
    await access(join(dataPath, 'PG_VERSION'));
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

async function rememberedPath(dataDir: string): Promise<string | undefined> {
  const pointer = join(dataDir, 'postgres-path');
  const path = (await readIfThere(pointer))?.trim();
  if (!path) return undefined;
  // Its folder was made before the pointer was written, so a missing folder was removed afterwards.
  if ((await ownerOf(dirname(path))) === undefined) {
    throw new EmbeddedPostgresError(
      'FAILED',
      `The database folder ${path}, named in ${pointer}, is gone. Bring it back from a backup, or delete ${pointer} to begin with an empty database.`,
    );
  }
  return path;
}

/**
 * Makes a folder outside a home directory that only root may enter. A folder that exists, such as one of an older
 * cluster whose data folder was deleted, is not used: the next number is tried.
 */
async function makeShelter(dataDir: string): Promise<string> {
  const name = `${SHELTER}-${createHash('sha256').update(dataDir).digest('hex').slice(0, 16)}`;
  for (let number = 1; ; number += 1) {
    const folder = number === 1 ? name : `${name}-${number}`;
    try {
      await mkdir(folder);
    } catch (error) {
      if (codeOf(error) === 'EEXIST') continue;
      throw error;
    }
    await chmod(folder, 0o755); // independent of the umask
    const dataPath = join(folder, 'postgres');
    await writeDurably(join(dataDir, 'postgres-path'), `${dataPath}\n`);
    return dataPath;
  }
}

async function ownerOf(path: string): Promise<Identity | undefined> {
  try {
    const { uid, gid } = await stat(path);
    return { uid, gid };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function belongsToAnother(dataPath: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'FAILED',
    `The database in ${dataPath} belongs to another user of this machine. Start Ledgerlink as that user, or choose another data folder.`,
  );
}
