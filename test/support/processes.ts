import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { tracked } from './children.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const running = new Set<ChildProcess>();
/** What takes longer than this hangs, however busy the machine is. Less than the time-out of a test. */
export const HANGS_MS = 60_000;

export interface Process {
  readonly child: ChildProcess;
  /** stdout and stderr so far. */
  output(): string;
  /** Exit code; null when a signal ended it. */
  readonly ended: Promise<number | null>;
}

/** What to give to Node to run the built product: its quick build (see there), or dist/ itself. */
export function programArgs(name: string, asShipped = false): string[] {
  const quick = process.env.TEST_QUICK_BUILD;
  if (asShipped || quick === undefined) return [`${ROOT}dist/src/${name}`];
  return [...(JSON.parse(quick) as string[]), name];
}

interface LaunchOptions {
  /** Options of Node itself. */
  readonly node?: readonly string[];
  readonly asShipped?: boolean;
}

/** The built server with exactly this environment, not waited for: it may never become ready. */
export function launchServer(env: Record<string, string>, { node = [], asShipped }: LaunchOptions = {}): Process {
  const child = tracked(
    spawn(process.execPath, [...node, ...programArgs('main.js', asShipped)], {
      cwd: ROOT,
      // The sandbox beside an embedded database has a port that two tests cannot share, and pulls need requests and time: a
      // test that wants them says so.
      env: { PATH: process.env.PATH ?? '', SANDBOX: 'off', PULLS: 'off', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    }),
  );
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  running.add(child);
  const ended = once(child, 'close').then(([code]) => {
    running.delete(child);
    return code as number | null;
  });
  return { child, output: () => output, ended };
}

/** For `afterAll` and `afterEach`: kills the servers that a failed test left running. */
export async function endProcesses(): Promise<void> {
  for (const child of running) child.kill('SIGKILL');
  await until('no process is left', async () => running.size === 0);
}

/** Systems give a connection, and a server without a port, greater ones: none of these is taken before it is used. */
const PORTS = { first: 20_000, count: 12_000 };

/** A port that is free, for a process that must be told its port. */
export async function freePort(): Promise<number> {
  const port = PORTS.first + Math.floor(Math.random() * PORTS.count);
  const probe = createServer().listen(port);
  try {
    await once(probe, 'listening');
  } catch {
    return freePort();
  }
  probe.close();
  await once(probe, 'close');
  return port;
}

/** The status of a GET, or what kept it from being answered. */
export async function statusOf(url: string): Promise<number | string> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(HANGS_MS) });
    await response.arrayBuffer();
    return response.status;
  } catch (error) {
    return String(((error as Error).cause as { code?: string } | undefined)?.code ?? (error as Error).name);
  }
}

/**
 * Waits until something holds. After `withinMs` it fails and names it: long enough for a machine that is busy with other
 * work, because what hangs is the only thing that it is to find.
 */
export async function until(what: string, holds: () => Promise<boolean>, withinMs = HANGS_MS): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`not so after ${withinMs} ms: ${what}`);
    await new Promise((wake) => setTimeout(wake, 10));
  }
}

export interface GraphqlAnswer {
  readonly status: number;
  readonly requestId: string;
  // biome-ignore lint/suspicious/noExplicitAny: answers are asserted field by field, and their shape is what is tested
  readonly data: any;
  /** The codes of its errors; empty when there are none. */
  readonly codes: readonly string[];
  readonly text: string;
}

/** One operation over HTTP. Throws when no answer came. */
export async function graphql(url: string, key: string, query: string, variables: object = {}): Promise<GraphqlAnswer> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(HANGS_MS),
  });
  const text = await response.text();
  const body = JSON.parse(text) as { data?: unknown; errors?: { extensions: { code: string } }[] };
  return {
    status: response.status,
    requestId: response.headers.get('x-request-id') ?? '',
    data: body.data,
    text,
    codes: (body.errors ?? []).map(({ extensions }) => extensions.code),
  };
}
