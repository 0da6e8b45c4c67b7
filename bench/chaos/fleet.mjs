import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { launchFlags, ROOT } from '../place.mjs';

const STOP_MS = [4_000, 6_000];
const MOST_STARTS = 3;
/** The arguments with which Node runs an API process. The tests pass a build of the same code that starts faster. */
const PROGRAM = JSON.parse(
  process.env.CHAOS_PROGRAM ?? JSON.stringify([...launchFlags(), join(ROOT, 'dist/src/main.js')]),
);
export const sleep = (ms) => new Promise((wake) => setTimeout(wake, ms));

/**
 * Starts the API processes. Each has a place: a port and a spool folder that a later process takes over. The journal
 * records every kill, stop and start with its time, so that the judge can explain effects.
 */
export async function startFleet(count, env, spoolFolder, program = PROGRAM) {
  /** `{ what: 'started' | 'killed' | 'stopped' | 'continued', place, pid, at }`, `at` in epoch ms. */
  const journal = [];
  const note = (what, { place, child }) => journal.push({ what, place, pid: child.pid, at: now() });
  const members = Array.from({ length: count }, (_, place) => ({
    place,
    port: 0,
    busy: false,
    program,
    env: { PULLS: 'off', ...env, SPOOL_DIR: join(spoolFolder, String(place)) },
  }));
  try {
    await Promise.all(members.map((member) => start(member, note)));
  } catch (error) {
    for (const { child } of members) child?.kill('SIGKILL');
    throw error;
  }
  let over = false;
  return {
    journal,
    members,
    urlOf: (place) => `http://127.0.0.1:${members[place].port}/graphql`,
    /** Kills a random process and starts it again with the same port and spool. Waits while all are down. */
    async kill() {
      const member = await take(members);
      note('killed', member);
      member.child.kill('SIGKILL');
      await member.ended;
      await startAgain(member, note, () => over);
      member.busy = false;
    },
    /** Stops a random process for a while. It continues with a clock that has jumped. Waits while all are down. */
    async stop() {
      const member = await take(members);
      note('stopped', member);
      member.child.kill('SIGSTOP');
      await sleep(STOP_MS[0] + Math.random() * (STOP_MS[1] - STOP_MS[0]));
      member.child.kill('SIGCONT');
      note('continued', member);
      member.busy = false;
    },
    async end() {
      for (const { child } of members) child.kill('SIGTERM');
      await Promise.all(members.map(({ ended }) => ended));
    },
    endAtOnce() {
      over = true;
      for (const { child } of members) child?.kill('SIGKILL');
    },
  };
}

export const now = () => performance.timeOrigin + performance.now();

/** Waits for a process that is neither stopped nor starting, and answers a random one of them. */
async function take(members) {
  for (;;) {
    const idle = members.filter(({ busy }) => !busy);
    const member = idle[Math.floor(Math.random() * idle.length)];
    if (member !== undefined) {
      member.busy = true;
      return member;
    }
    await sleep(50);
  }
}

/** Starts a process as a process manager does: once more where it ended while it started, as when its connection was cut. */
async function startAgain(member, note, isOver) {
  for (let tries = 1; !isOver(); tries += 1) {
    try {
      return await start(member, note);
    } catch (error) {
      if (tries === MOST_STARTS && !isOver()) throw error;
    }
  }
}

async function start(member, note) {
  const child = spawn(process.execPath, member.program, {
    env: { ...member.env, PORT: String(member.port) },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  Object.assign(member, { child, ended: once(child, 'exit') });
  let output = '';
  const port = await new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`an API process ended with ${code}: ${output}`)));
    child.stdout.on('data', (chunk) => {
      // Refused callers are logged during the start too. Only the end of the output can hold the line.
      output = (output + chunk).slice(-20_000);
      const found = /"port":(\d+),[^\n]*"msg":"ready"/.exec(output);
      if (found) resolve(Number(found[1]));
    });
  });
  child.removeAllListeners('exit');
  member.ended = child.exitCode === null ? once(child, 'exit') : Promise.resolve();
  member.port = port;
  note('started', member);
}
