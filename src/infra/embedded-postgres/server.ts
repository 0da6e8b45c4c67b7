import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf } from '../errors/error-code.js';
import type { PostgresBinaries } from './binaries.js';
import { EmbeddedPostgresError } from './error.js';
import { logPath, openLog, textFrom } from './log.js';
import type { ClusterPlace } from './place.js';
import { findRunningServer, isPostmasterOf, readPostmasterFile } from './postmaster.js';
import { runProgram } from './process.js';

/** A server that accepts connections. */
export interface RunningServer {
  readonly pid: number;
  readonly port: number;
  /** Absent for a server this process did not launch. */
  readonly child?: ChildProcess;
}

/** These keep statements and row values, which contain secrets and personal data, out of the log. */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '', // a socket path is limited to 107 characters, a data folder's is not
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
};
/** Errors that pass: another program took the port, or backends of a killed postmaster have not ended yet. */
const PASSING = /could not bind|could not create any TCP\/IP sockets|pre-existing shared memory/;
const PASSING_MS = 15_000;
/**
 * The signals that stop a server, with how long it gets after each, in ms. SIGINT is the fast shutdown, whose checkpoint
 * may be slow on a slow disk. SIGQUIT leaves it out and loses nothing, because the next start replays the log. So does
 * SIGKILL, which also ends a server that was stopped by SIGSTOP.
 */
const STOP_SIGNALS = [
  ['SIGINT', 5_000],
  ['SIGQUIT', 3_000],
  ['SIGKILL', 1_000],
] as const;

/**
 * Starts the server and waits until it accepts connections. The caller holds the start lock.
 * @throws EmbeddedPostgresError with PostgreSQL's reason when it does not start.
 */
export async function launchServer(
  place: ClusterPlace,
  binaries: PostgresBinaries,
  settings: Record<string, string>,
): Promise<RunningServer> {
  const log = await openLog(place);
  try {
    const deadline = performance.now() + PASSING_MS;
    for (;;) {
      const from = (await log.stat()).size;
      const port = String(await freePort());
      const server = await launchOnce(place, binaries, { ...SETTINGS, port, ...settings }, log.fd);
      if (server) return server;
      // A process killed between launch and postmaster.pid leaves a server that turns up only now.
      const other = await findRunningServer(place.dataPath);
      if (other) return other;
      const complaint = await textFrom(log, from);
      if (!PASSING.test(complaint) || performance.now() > deadline) throw didNotStart(place, complaint);
      await sleep(50);
    }
  } finally {
    await log.close();
  }
}

/**
 * Stops the server (fast shutdown: open transactions are rolled back). Returns when the process has ended.
 * @throws EmbeddedPostgresError when no signal ends it, within ten seconds.
 */
export async function stopServer(server: RunningServer, dataPath: string): Promise<void> {
  server.child?.ref();
  for (const [name, withinMs] of STOP_SIGNALS) {
    await signalServer(server, name, dataPath);
    if (await endsWithin(server, withinMs, dataPath)) return;
  }
  throw new EmbeddedPostgresError('FAILED', `The database server (process ${server.pid}) does not end.`);
}

async function endsWithin(server: RunningServer, ms: number, dataPath: string): Promise<boolean> {
  const deadline = performance.now() + ms;
  while (await isPostmasterOf(server.pid, dataPath)) {
    if (performance.now() > deadline) return false;
    await sleep(10);
  }
  if (server.child && !hasEnded(server.child)) await once(server.child, 'exit');
  return true;
}

/** Sends a signal to the server if it still runs. @throws the error of the system when it may not. */
export async function signalServer(server: RunningServer, name: NodeJS.Signals, dataPath: string): Promise<void> {
  if (!(await isPostmasterOf(server.pid, dataPath))) return; // the pid may be another program's by now
  try {
    process.kill(server.pid, name);
  } catch (error) {
    if (codeOf(error) !== 'ESRCH') throw error;
  }
}

/**
 * `detached` puts the server into a session of its own: Ctrl-C and the closing of the terminal reach only Node, which
 * then stops the server in order.
 */
async function launchOnce(
  place: ClusterPlace,
  binaries: PostgresBinaries,
  settings: Record<string, string>,
  log: number,
): Promise<RunningServer | undefined> {
  const args = ['-D', place.dataPath];
  for (const [name, value] of Object.entries(settings)) args.push('-c', `${name}=${value}`);
  const options = { detached: true, stdio: ['ignore' as const, log, log] };
  const child = await runProgram(binaries.postgres, args, place.runAs, options);
  while (!hasEnded(child)) {
    const postmaster = await readPostmasterFile(place.dataPath);
    if (postmaster?.status === 'ready' && postmaster.pid === child.pid) {
      child.unref();
      return { pid: postmaster.pid, port: postmaster.port, child };
    }
    await sleep(5);
  }
  return undefined;
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

/** Another process may take the port before PostgreSQL binds it; the launch is then tried again. */
async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('a TCP server has no port');
  return address.port;
}

function didNotStart(place: ClusterPlace, complaint: string): EmbeddedPostgresError {
  const reason = /(?:FATAL|PANIC): +(.*)/.exec(complaint)?.[1] ?? 'it was killed';
  return new EmbeddedPostgresError('FAILED', `The database server did not start: ${reason}. See ${logPath(place)}.`);
}
