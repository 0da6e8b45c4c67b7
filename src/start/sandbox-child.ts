import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The sandbox platform, as a process beside the API: it ends with the API, however that ends. */
export interface SandboxChild {
  readonly url: string;
  /** Client ids and secrets that everybody may know, by API version. */
  readonly demo: Readonly<Record<string, { readonly clientId: string; readonly clientSecret: string }>>;
  stopSandbox(): Promise<void>;
}

/** The child did not come up; what to do about it is in the message. */
export class SandboxNotStarted extends Error {
  override readonly name = 'SandboxNotStarted';
}

const NOT_STARTED =
  'The sandbox did not start: is SANDBOX_PORT taken? Set another, or SANDBOX=off to go without it.';
const PROGRAM = fileURLToPath(new URL('../../sandbox/main.js', import.meta.url));
const START_MS = 15_000;

/** Why there can be no sandbox on its port: a stranger that listens there must not be taken for it. Undefined: it can. */
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

/** Starts the sandbox on 127.0.0.1; what it knows stays in the data folder. Throws SandboxNotStarted. */
export async function startSandboxChild(sandboxUrl: string, dataDir: string): Promise<SandboxChild> {
  const child = spawn(process.execPath, [PROGRAM, '--json', '--with-parent'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    // Nothing of our environment: it holds keys.
    env: { SANDBOX_PORT: new URL(sandboxUrl).port, SANDBOX_STATE: join(dataDir, 'sandbox.json') },
  });
  const line = await firstLine(child);
  if (line === undefined) {
    child.kill('SIGKILL');
    throw new SandboxNotStarted(NOT_STARTED);
  }
  const { url, demo } = JSON.parse(line) as Pick<SandboxChild, 'url' | 'demo'>;
  return {
    url,
    demo,
    stopSandbox: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
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
