import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The sandbox platform, as a process beside the API. It ends when the API ends, even if the API is killed. */
export interface SandboxChild {
  readonly url: string;
  /** The key of its control API, which is new at each start. Only this machine can use it. */
  readonly controlKey: string;
  /** Client ids and secrets of the sandbox's demo applications, by API version. They are public. */
  readonly demo: Readonly<Record<string, { readonly clientId: string; readonly clientSecret: string }>>;
  stopSandbox(): Promise<void>;
}

/** The sandbox did not start. The message says what to do. */
export class SandboxNotStarted extends Error {
  override readonly name = 'SandboxNotStarted';
}

const NOT_STARTED = 'The sandbox did not start: is SANDBOX_PORT taken? Set another, or SANDBOX=off to go without it.';
const PROGRAM = fileURLToPath(new URL('../../sandbox/main.js', import.meta.url));
const START_MS = 15_000;
/** The sandbox ends within 0.7 s by itself; it is killed when it does not, for example because it was stopped. */
const STOP_MS = 1_000;

/** Why the sandbox cannot have its port: another program that listens there must not be taken for it. Undefined: it can. */
export async function whyNoSandbox(sandboxUrl: string): Promise<string | undefined> {
  const probe = createServer().listen(Number(new URL(sandboxUrl).port), '127.0.0.1');
  try {
    await once(probe, 'listening');
    return undefined;
  } catch {
    return NOT_STARTED;
  } finally {
    probe.close();
  }
}

/** Starts the sandbox on 127.0.0.1, with its state in the data folder. @throws SandboxNotStarted */
export async function startSandboxChild(sandboxUrl: string, dataDir: string): Promise<SandboxChild> {
  const child = spawn(process.execPath, [PROGRAM, '--json', '--with-parent'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    // The environment of the API holds keys: the child gets none of it.
    env: { SANDBOX_PORT: new URL(sandboxUrl).port, SANDBOX_STATE: join(dataDir, 'sandbox.json') },
  });
  const line = await firstLine(child);
  if (line === undefined) {
    child.kill('SIGKILL');
    throw new SandboxNotStarted(NOT_STARTED);
  }
  return {
    ...(JSON.parse(line) as Omit<SandboxChild, 'stopSandbox'>),
    stopSandbox: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}

async function firstLine({ stdout, exitCode }: ChildProcess): Promise<string | undefined> {
  if (stdout === null || exitCode !== null) return undefined;
  const lines = createInterface({ input: stdout });
  const signal = AbortSignal.timeout(START_MS);
  try {
    const [line] = await Promise.race([
      once(lines, 'line', { signal }) as Promise<[string]>,
      once(lines, 'close', { signal }).then((): [undefined] => [undefined]),
    ]);
    return line;
  } catch {
    return undefined;
  }
}
