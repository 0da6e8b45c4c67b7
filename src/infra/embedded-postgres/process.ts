import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { codeOf } from '../errors/error-code.js';
import { EmbeddedPostgresError } from './error.js';
import type { Identity } from './unprivileged.js';

/** The whole environment of the child processes. TZ also saves initdb its search for the machine's time zone. */
const ENVIRONMENT = { PATH: '/usr/bin:/bin', LANG: 'C', LC_ALL: 'C', TZ: 'UTC' };

/**
 * Starts one of PostgreSQL's programs as the user `runAs`, in "/", because that user may not be able to enter our
 * working folder.
 * @throws EmbeddedPostgresError where this machine cannot run it.
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  runAs: Identity | undefined,
  options: SpawnOptions,
): Promise<ChildProcess> {
  try {
    const child = spawn(program, args, { cwd: '/', env: ENVIRONMENT, ...runAs, ...options });
    await once(child, 'spawn');
    return child;
  } catch (error) {
    throw cannotRun(error);
  }
}

const SENTENCES: Record<string, string> = {
  // The program is there; what is missing is the loader it names: glibc's, absent on musl (Alpine).
  ENOENT: 'The embedded PostgreSQL needs glibc, which this system does not have (Alpine, for one).',
  ENOEXEC: 'The embedded PostgreSQL was built for another kind of processor.',
  EACCES:
    'The embedded PostgreSQL may not be run: its disk is mounted noexec, or its files have lost that right and `npm ci` brings it back.',
  EPERM: 'PostgreSQL refuses to run as root, and this process may not become another user.',
  EINVAL: 'PostgreSQL refuses to run as root, and this container maps no other user.',
};

/** The EmbeddedPostgresError (not thrown) for an error of the kernel; any other error unchanged. */
export function cannotRun(error: unknown): unknown {
  const sentence = SENTENCES[codeOf(error) ?? ''];
  if (sentence === undefined) return error;
  const advice = 'Set DATABASE_URL to a PostgreSQL server of your own.';
  return new EmbeddedPostgresError('UNSUPPORTED', `${sentence} ${advice}`, { cause: error });
}
