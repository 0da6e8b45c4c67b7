import { parseArgs } from 'node:util';
import { loadSandboxConfig } from './config.js';
import { type RunningSandbox, startSandbox } from './start.js';
import { readyLine, summary } from './summary.js';

const USAGE = 'usage: ledgerlink sandbox [--json] [--with-parent]\n';
/** The process exits after this time even if writing the state file hangs, because it must end within a second. */
const STOP_TIMEOUT_MS = 700;

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
    setTimeout(() => process.exit(1), STOP_TIMEOUT_MS).unref();
    sandbox.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once('SIGTERM', stop).once('SIGINT', stop).once('SIGHUP', stop);
  if (!withParent) return;
  // The parent process has the other end of stdin. The system closes it when that process ends, even after a kill.
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
  const isPortInUse = code === 'EADDRINUSE';
  process.stderr.write(
    isPortInUse
      ? `Port ${port} is in use. Stop the program that listens on it, or set SANDBOX_PORT.\n`
      : `${message}\n`,
  );
  process.exit(isPortInUse ? 69 : 1);
}
