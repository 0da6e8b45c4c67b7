/**
 * npm run chaos [-- --json] [-- --kills 0] [-- --lenient]: API processes keep the links of a strict platform alive while
 * they are killed, stopped and answered with faults. It judges by the platform's own log. Exits 1 when a promise breaks.
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
// Run by root, PostgreSQL runs as another user, who must be able to enter.
chmodSync(folder, 0o755);
const ends = [];
/** Nothing stays behind, whatever happens: API processes, the platform, PostgreSQL, the temporary folder. */
async function cleanUp() {
  for (let end = ends.pop(); end !== undefined; end = ends.pop()) await end();
  rmSync(folder, { recursive: true, force: true });
}
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => cleanUp().finally(() => process.exit(130)));
}
try {
  const { report, causes, details, answers, broken } = await runChaos(options, folder, say, (end) =>
    ends.push(end),
  );
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
