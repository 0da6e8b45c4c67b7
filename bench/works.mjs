import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from './place.mjs';

/**
 * Builds the product, and runs the works that the command line names, one after the other, on one PostgreSQL. `numbers`
 * are the options that take a number, with their defaults. `run` imports what needs the built product when it is called,
 * and answers `{ report, broken }`: figures, and promises as `[isBroken, text]`. The exit code is 1 when one is broken.
 */
export async function runWorks({ name, works, numbers, run }) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      ...Object.fromEntries(
        Object.entries(numbers).map(([key, value]) => [key, { type: 'string', default: `${value}` }]),
      ),
      json: { type: 'boolean', default: false },
    },
  });
  if (positionals.length === 0 || positionals.some((work) => !works.includes(work))) {
    process.stderr.write(`say which: ${works.join(', ')}\n`);
    process.exit(64);
  }
  // The tests pass a built program and a prepared database.
  if (process.env.CHAOS_PROGRAM === undefined) {
    const { status } = spawnSync(process.execPath, [join(ROOT, 'ledgerlink.mjs'), 'build'], {
      stdio: ['ignore', 2, 2],
    });
    if (status !== 0) process.exit(1);
  }
  const folder = mkdtempSync(join(tmpdir(), `ledgerlink-${name}-`));
  // PostgreSQL does not run as root. Its user must be able to enter the folder.
  chmodSync(folder, 0o755);
  const ends = [];
  async function cleanUp() {
    for (let end = ends.pop(); end !== undefined; end = ends.pop()) await end();
    rmSync(folder, { recursive: true, force: true });
  }
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => cleanUp().finally(() => process.exit(130)));
  const options = Object.fromEntries(Object.keys(numbers).map((key) => [key, Number(values[key])]));
  try {
    const cluster = await startDatabase(folder, ends);
    const reports = {};
    for (const work of positionals) {
      const { report, broken } = await run({ cluster, folder, ends, options, work });
      const said = broken.filter(([is]) => is).map(([, promise]) => promise);
      reports[work] = { ...report, broken: said };
      if (!values.json)
        for (const [key, value] of Object.entries(report))
          process.stdout.write(`${work}: ${key.padEnd(24)} ${value}\n`);
      for (const promise of said) process.stderr.write(`${work}: broken: ${promise}\n`);
      if (said.length > 0) process.exitCode = 1;
    }
    if (values.json) process.stdout.write(`${JSON.stringify(reports)}\n`);
  } finally {
    await cleanUp();
  }
}

async function startDatabase(folder, ends) {
  if (process.env.CHAOS_DATABASE !== undefined) return JSON.parse(process.env.CHAOS_DATABASE);
  const { startCluster } = await import('./data/cluster.mjs');
  const cluster = await startCluster(folder);
  ends.push(() => cluster.stop());
  await cluster.prepare();
  return cluster;
}
