import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { CONTESTANTS } from '../contestants.mjs';
import { BENCH, contestantNode } from '../place.mjs';

const START_MS = 30_000;
const STOP_MS = 10_000;
const running = new Set();
let started = 0;

/**
 * Starts a contestant on Node 24 in production mode. Its log goes to a file, like that of a service. `nodeArgs` is used
 * only for a profile or the counting preload, `work` where a work takes other settings. Every contestant prints `{"port":…,"msg":"ready"}` on stdout.
 */
export async function startServer(name, setup, { nodeArgs = [], work } = {}) {
  const { file, flags = [], env = peerEnvironment } = CONTESTANTS[name];
  const log = `${setup.folder}/${name}-${++started}.log`;
  const output = openSync(log, 'w');
  const child = spawn(contestantNode(), [...flags, ...nodeArgs, resolve(BENCH, file)], {
    cwd: setup.folder,
    env: { PATH: process.env.PATH ?? '', NODE_ENV: 'production', GRAPHILE_ENV: 'production', ...env(setup, work) },
    stdio: ['ignore', output, output, 'ipc'],
  });
  closeSync(output);
  running.add(child.once('exit', () => running.delete(child)));
  for (const until = Date.now() + START_MS; ; await new Promise((wake) => setTimeout(wake, 25))) {
    const port = /"port":(\d+)[^\n]*"msg":"ready"/.exec(readFileSync(log, 'utf8'))?.[1];
    if (port !== undefined) return server(name, child, port);
    if (child.exitCode === null && child.signalCode === null && Date.now() < until) continue;
    child.kill('SIGKILL');
    throw new Error(`${name} did not start:\n${readFileSync(log, 'utf8').slice(-2000)}`);
  }
}

const peerEnvironment = ({ urls, queries }) => ({
  DATABASE_URL: urls.superuser,
  QUERIES: JSON.stringify(queries),
});

const server = (name, child, port) => ({
  name,
  process: child,
  pid: child.pid,
  url: `http://127.0.0.1:${port}/graphql`,
  stop: () => stop(child),
});

async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  child.kill('SIGTERM');
  await once(child, 'exit');
  clearTimeout(timer);
}

/** Stops all servers, for the end of a run that failed. */
export const stopAll = () => Promise.all([...running].map(stop));
