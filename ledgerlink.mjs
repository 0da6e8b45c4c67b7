#!/usr/bin/env -S node --max-semi-space-size=16 --max-old-space-size=1024 --expose-gc
/**
 * Builds when what was built is not what the sources say, then runs it. Not an npm `prestart` script: with install
 * scripts switched off npm skips those too.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildApi, buildPortal } from './scripts/build.mjs';

const root = dirname(fileURLToPath(import.meta.url));

function buildPortalOrGoOn() {
  if (process.env.PORTAL === 'off' || buildPortal()) return;
  process.stderr.write('The portal was not built: the API starts without it.\n');
}

/**
 * npm passes SIGTERM and SIGINT on to its shell only, and no other signal: the server would go on without npm, and keep its
 * port and its data folder from the next start. SIGHUP, because a signal to the whole group has reached the server by
 * itself, and a second SIGTERM ends it at once.
 */
function endWithNpm() {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const npm = parentOfShell(parent);
  const watch = setInterval(() => {
    if (process.ppid === parent && (parentOfShell(parent) ?? npm) === npm) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGHUP');
  }, 500);
  watch.unref();
}

/**
 * The shell between npm and this process outlives npm where it does not replace itself by the command: dash, on Linux. The
 * parent of any other process is not asked for: that of npm is the user's shell, which may end before the server.
 */
function parentOfShell(pid) {
  try {
    if (readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[1] !== '-c') return undefined;
    return /^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  } catch {
    // No Linux, or no file can be opened at this moment.
    return undefined;
  }
}

const [command = 'start', ...rest] = process.argv.slice(2);
const programs = { start: 'src/main.js', cli: 'src/cli.js', sandbox: 'sandbox/main.js' };
if (command === 'build') {
  buildApi();
  if (!buildPortal()) process.exit(1);
} else if (command in programs) {
  endWithNpm();
  buildApi();
  if (command === 'start') buildPortalOrGoOn();
  process.argv = [process.argv[0], join(root, 'dist', programs[command]), ...rest];
  await import(`./dist/${programs[command]}`);
} else {
  process.stderr.write('usage: ledgerlink start | cli … | sandbox | build\n');
  process.exit(64);
}
