#!/usr/bin/env -S node --max-semi-space-size=16 --max-old-space-size=1024
/**
 * Builds when what was built is not what the sources say, then runs it. Not an npm `prestart` script: with install
 * scripts switched off npm skips those too.
 */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildApi, buildPortal } from './scripts/build.mjs';

const root = dirname(fileURLToPath(import.meta.url));

function buildPortalOrGoOn() {
  if (process.env.PORTAL === 'off' || buildPortal()) return;
  process.stderr.write('The portal was not built: the API starts without it.\n');
}

/**
 * npm and its shell end on SIGTERM without passing it on: the server would go on without a parent, and keep its port and
 * its data folder from the next start. SIGHUP, because a signal to the whole group has reached the server by itself, and a
 * second SIGTERM ends it at once.
 */
function endWithNpm() {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGHUP');
  }, 500);
  watch.unref();
}

const [command = 'start', ...rest] = process.argv.slice(2);
const programs = { start: 'src/main.js', cli: 'src/cli.js', sandbox: 'sandbox/main.js' };
if (command === 'build') {
  buildApi();
  if (!buildPortal()) process.exit(1);
} else if (command in programs) {
  buildApi();
  endWithNpm();
  if (command === 'start') buildPortalOrGoOn();
  process.argv = [process.argv[0], join(root, 'dist', programs[command]), ...rest];
  await import(`./dist/${programs[command]}`);
} else {
  process.stderr.write('usage: ledgerlink start | cli … | sandbox | build\n');
  process.exit(64);
}
