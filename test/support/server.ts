import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { tracked } from './children.js';
import { HANGS_MS, programArgs } from './processes.js';

export interface TestServer {
  readonly process: ChildProcess;
  readonly url: string;
  /** stdout and stderr so far. */
  output(): string;
  /** Sends a signal and answers the exit code (null when a signal ended it). */
  kill(signal: NodeJS.Signals): Promise<number | null>;
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** A command of the built product with exactly this environment (and PATH); answers code and output when it ends. */
export async function run([program = 'cli.js', ...args]: readonly string[], env: Record<string, string>, cwd = ROOT) {
  const child = tracked(
    spawn(process.execPath, [...programArgs(program), ...args], {
      cwd,
      env: { PATH: process.env.PATH ?? '', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    }),
  );
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => (stdout += chunk));
  child.stderr.on('data', (chunk) => (stderr += chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}

/** Starts the built server on a free port and waits until it says that it is ready (or ends, which throws). */
export async function startServer(env: Record<string, string>, { cwd = ROOT } = {}): Promise<TestServer> {
  const child = tracked(
    spawn(process.execPath, programArgs('main.js'), {
      cwd,
      env: { PATH: process.env.PATH ?? '', PORT: '0', SANDBOX: 'off', PULLS: 'off', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    }),
  );
  let output = '';
  const ended = once(child, 'close') as Promise<[number | null]>;
  const port = await new Promise<number>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`not ready after ${HANGS_MS} ms:\n${output}`)), HANGS_MS);
    const read = (chunk: Buffer) => {
      output += chunk;
      const found = /"port":(\d+),[^\n]*"msg":"ready"/.exec(output);
      if (found === null) return;
      clearTimeout(timer);
      resolve(Number(found[1]));
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    ended.then(([code]) => {
      clearTimeout(timer);
      reject(new Error(`ended with ${code} before it was ready:\n${output}`));
    });
  });
  return {
    process: child,
    url: `http://localhost:${port}`,
    output: () => output,
    kill: async (signal) => {
      child.kill(signal);
      const [code] = await ended;
      return code;
    },
  };
}
