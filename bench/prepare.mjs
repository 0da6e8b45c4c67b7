/** Before anything of the benchmark is imported: its dependencies, the built product, the compiled contestant. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { BENCH, ROOT } from './place.mjs';

export function prepare() {
  if (!existsSync(`${BENCH}node_modules/autocannon`)) {
    // The engine warnings are of PostGraphile's browser tools; what runs, runs on the Node 24 that is installed here.
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
