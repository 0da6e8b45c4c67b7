/**
 * npm run chaos [-- --json] [-- --kills 0] [-- --lenient]: kills and stops API processes and injects platform faults while
 * the processes keep links alive. It judges by the platform's log. Exits 1 when a promise is broken.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../place.mjs';
import { HELP, readOptions } from './options.mjs';

const say = (text) => process.stderr.write(`${text}\n`);
let options;
try {
  options = readOptions(process.argv.slice(2));
} catch (error) {
  say(`${error.message}\n\n${HELP}`);
  process.exit(64);
}
if (options.help) {
  process.stdout.write(HELP);
  process.exit(0);
}
const { status } = spawnSync(process.execPath, [join(ROOT, 'ledgerlink.mjs'), 'build'], {
  stdio: ['ignore', 2, 2],
});
if (status !== 0) process.exit(1);

const { runChaos } = await import('./chaos.mjs');
const folder = mkdtempSync(join(tmpdir(), 'ledgerlink-chaos-'));
// PostgreSQL does not run as root. Its user must be able to enter the folder.
chmodSync(folder, 0o755);
const ends = [];
/** Ends the API processes, the platform and PostgreSQL, and removes the temporary folder, after errors too. */
async function cleanUp() {
  for (let end = ends.pop(); end !== undefined; end = ends.pop()) await end();
  rmSync(folder, { recursive: true, force: true });
}
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => cleanUp().finally(() => process.exit(130)));
}
try {
  const { report, causes, details, answers, broken } = await runChaos(options, folder, say, (end) => ends.push(end));
  for (const text of [...causes, ...details]) say(text);
  say(`answers to callers: ${JSON.stringify(answers)}`);
  process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : table(report));
  for (const promise of broken) say(`broken: ${promise}`);
  process.exitCode = broken.length === 0 ? 0 : 1;
} finally {
  await cleanUp();
}

function table(report) {
  return `${Object.entries(report)
    .map(([name, value]) => `${name.padEnd(24)} ${value}`)
    .join('\n')}\n`;
}
