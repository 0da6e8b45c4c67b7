import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { readFile, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { codeOf } from '../errors/error-code.js';
import { isAlive } from './liveness.js';

const Holder = z.object({ pid: z.number(), host: z.string(), token: z.string() });
type Holder = z.infer<typeof Holder>;
type Observed = { text: string; beat: number };

/** A holder updates its file every second. A holder that did not for this long has ended, even if its pid exists. */
const SILENCE_MS = 5_000;
const tokensOfThisProcess = new Set<string>();

/**
 * Takes the lock under which one process at a time finds, makes and starts the cluster of a folder; others wait. Answers
 * the function that releases it. A pid alone cannot identify a dead holder, because in containers every Node has the
 * same pid: host, token and heartbeat decide. If two processes clear one dead lock at the same moment, postmaster.pid
 * and the rename at the end of initdb keep them apart: one fails, and nothing is overwritten.
 */
export async function takeStartLock(path: string): Promise<() => Promise<void>> {
  const holder: Holder = { pid: process.pid, host: hostname(), token: randomUUID() };
  tokensOfThisProcess.add(holder.token);
  await waitForTurn(path, JSON.stringify(holder));
  const heartbeat = setInterval(() => {
    utimes(path, new Date(), new Date()).catch(() => undefined); // another process has cleared the lock
  }, 1_000).unref();
  return async () => {
    clearInterval(heartbeat);
    tokensOfThisProcess.delete(holder.token);
    await clear(path, JSON.stringify(holder));
  };
}

/** Does work under the start lock of a data folder. */
export async function underStartLock<T>(dataDir: string, work: () => Promise<T>): Promise<T> {
  const release = await takeStartLock(join(dataDir, 'postgres.lock'));
  try {
    return await work();
  } finally {
    await release();
  }
}

async function waitForTurn(path: string, text: string): Promise<void> {
  let last: Observed | undefined;
  let silentSince = performance.now();
  while (!create(path, text)) {
    const seen = await observe(path);
    if (seen === undefined) continue;
    if (seen.beat !== last?.beat || seen.text !== last.text) silentSince = performance.now();
    last = seen;
    if ((await isDead(seen.text)) || performance.now() - silentSince > SILENCE_MS) await clear(path, seen.text);
    else await sleep(20);
  }
}

/** Synchronous: a kill between making the file and filling it costs the next start five seconds. */
function create(path: string, text: string): boolean {
  try {
    writeFileSync(path, text, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

async function observe(path: string): Promise<Observed | undefined> {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(path, 'utf8'), stat(path)]);
    return { text, beat: mtimeMs };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function isDead(text: string): Promise<boolean> {
  const holder = parse(text);
  if (holder === undefined || holder.host !== hostname()) return false;
  if (holder.pid === process.pid) return !tokensOfThisProcess.has(holder.token);
  return !(await isAlive(holder.pid));
}

/** Removes the lock if it is still the one that was found dead. */
async function clear(path: string, text: string): Promise<void> {
  if ((await observe(path))?.text !== text) return;
  await rm(path, { force: true });
}

function parse(text: string): Holder | undefined {
  try {
    return Holder.parse(JSON.parse(text));
  } catch {
    return undefined; // cut short by a kill: the silence decides
  }
}
