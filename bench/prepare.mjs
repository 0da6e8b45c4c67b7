/** Installs the dependencies, builds the product and compiles the contestant, before the benchmark is imported. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { BENCH, ROOT } from './place.mjs';

export function prepare() {
  if (!existsSync(`${BENCH}node_modules/autocannon`)) {
    // The engine warnings concern PostGraphile's browser tools. The servers run on the installed Node 24.
    run('npm', ['ci', '--prefix', BENCH, '--loglevel=error', '--ignore-scripts']);
  }
  run(process.execPath, [`${ROOT}ledgerlink.mjs`, 'build']);
  const typescript = createRequire(`${ROOT}package.json`).resolve('typescript/package.json');
  run(process.execPath, [join(dirname(typescript), 'bin', 'tsc'), '-p', `${BENCH}contestants`]);
}

function run(command, args) {
  const { status, error } = spawnSync(command, args, { cwd: ROOT, stdio: ['ignore', 2, 2] });
  if (error) throw error;
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}`);
}
