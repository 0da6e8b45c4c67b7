/**
 * npm run bench -- --growth [companies|processes]: what grows with the companies of one workspace, and what several
 * processes share. See bench/README.md. Exits 2 when a target is missed.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BENCH, launchFlags, ROOT } from '../place.mjs';

const EXIT_MISSED = 2;
const say = (text) => process.stderr.write(`${text}\n`);

const PARTS = ['companies', 'processes'];

/** The parts that `--growth`, alone or before one of them, asks for. Undefined: it is not a run of its own. */
export function growthParts([flag, part, ...others]) {
  if (flag !== '--growth' || others.length > 0) return undefined;
  return part === undefined ? PARTS : PARTS.includes(part) ? [part] : undefined;
}

/** Runs the parts, and answers the exit code. */
export async function runGrowth(parts) {
  const { status } = spawnSync(process.execPath, [join(ROOT, 'ledgerlink.mjs'), 'build'], { stdio: ['ignore', 2, 2] });
  if (status !== 0) return 1;
  // The API processes count their statements.
  const counting = ['--import', `${BENCH}measure/count-statements.mjs`];
  process.env.CHAOS_PROGRAM = JSON.stringify([...launchFlags(), ...counting, join(ROOT, 'dist/src/main.js')]);
  const { startCluster } = await import('../data/cluster.mjs');
  const { measureCompanies } = await import('./companies.mjs');
  const { measureProcesses } = await import('./processes.mjs');

  const folder = mkdtempSync(join(tmpdir(), 'ledgerlink-growth-'));
  // PostgreSQL does not run as root. Its user must be able to enter the folder.
  chmodSync(folder, 0o755);
  const ends = [() => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })];
  const cleanUp = async () => {
    for (let end = ends.pop(); end !== undefined; end = ends.pop()) await end();
  };
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => cleanUp().finally(() => process.exit(130)));
  try {
    const cluster = await startCluster(folder);
    ends.push(() => cluster.stop());
    const bench = { cluster, folder, say, later: (end) => ends.push(end) };
    const measures = { companies: measureCompanies, processes: measureProcesses };
    let missed = 0;
    for (const part of parts) {
      const rows = await measures[part](bench);
      process.stdout.write(rows.map(({ isMet, text }) => `${isMet ? 'met   ' : 'MISSED'}  ${text}\n`).join(''));
      missed += rows.filter(({ isMet }) => !isMet).length;
    }
    return missed === 0 ? 0 : EXIT_MISSED;
  } finally {
    await cleanUp();
  }
}
