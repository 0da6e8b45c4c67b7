import { parseArgs } from 'node:util';
import { loadSandboxConfig } from './config.js';
import { type RunningSandbox, startSandbox } from './start.js';
import { readyLine, summary } from './summary.js';

const USAGE = 'usage: ledgerlink sandbox [--json] [--with-parent]\n';
/** A file that hangs must not keep it alive: it is to be gone within a second. */
const STOP_WITHIN_MS = 700;

function readFlags() {
  try {
    const options = { json: { type: 'boolean' }, 'with-parent': { type: 'boolean' } } as const;
    return parseArgs({ options, strict: true }).values;
  } catch {
    process.stderr.write(USAGE);
    return process.exit(64);
  }
}

function stopWith(sandbox: RunningSandbox, withParent: boolean): void {
  const stop = () => {
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
    sandbox.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once('SIGTERM', stop).once('SIGINT', stop);
  if (!withParent) return;
  // Whoever started it holds the other end, and the system closes it when that process is gone, however it went.
  process.stdin.once('close', stop).once('error', stop).resume();
}

const flags = readFlags();
try {
  const config = loadSandboxConfig();
  const sandbox = await startSandbox(config);
  stopWith(sandbox, flags['with-parent'] === true);
  process.stdout.write(flags.json === true ? `${readyLine(sandbox)}\n` : summary(sandbox, config.stateFile));
} catch (error) {
  const { code, message, port } = error as NodeJS.ErrnoException & { port?: number };
  const taken = code === 'EADDRINUSE';
  process.stderr.write(
    taken ? `Port ${port} is taken: stop what listens there, or set SANDBOX_PORT.\n` : `${message}\n`,
  );
  process.exit(taken ? 69 : 1);
}
