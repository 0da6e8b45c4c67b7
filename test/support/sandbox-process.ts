import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { controlClient } from '../../sandbox/control-client.js';
import { tracked } from './children.js';
import { until } from './processes.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The shipped sandbox with exactly this environment, not waited for: it may never listen. */
export function launchSandbox(env: Record<string, string>, args: readonly string[] = ['--json']) {
  const child = tracked(
    spawn(process.execPath, ['ledgerlink.mjs', 'sandbox', ...args], {
      cwd: ROOT,
      env: { PATH: process.env.PATH ?? '', SANDBOX_PORT: '0', ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    }),
  );
  const output = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    output.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output.err += chunk;
  });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return { child, output, ended };
}

/** The shipped sandbox, once it has said where it is. */
export async function startedSandbox(env: Record<string, string> = {}, args?: readonly string[]) {
  const run = launchSandbox(env, args);
  await until('it says that it listens', async () => run.output.out.endsWith('\n'));
  const ready = JSON.parse(run.output.out);
  return { ...run, ready, url: ready.url as string, control: controlClient(ready.url, ready.controlKey) };
}
