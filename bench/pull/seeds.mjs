/**
 * node bench/pull/seeds.mjs [--model 10000] [--worlds 300] [--first 1]: pulls against random changes, faults and dying
 * processes. `model` seeds run the rules alone; the same run puts each known bug in on purpose, which 200 seeds have to find.
 * `worlds` run the whole puller with databases and sandboxes, whose books are the judge, a few worlds at once. Each is told when it
 * ends. Exits 1 when there is a difference.
 */
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { ROOT } from '../place.mjs';

const { values } = parseArgs({
  options: {
    model: { type: 'string', default: '10000' },
    worlds: { type: 'string', default: '300' },
    first: { type: 'string', default: '1' },
  },
});

function run(pattern, env, ...more) {
  const args = [
    '--experimental-vm-modules',
    '--no-warnings',
    'node_modules/jest/bin/jest.js',
    '-w',
    '1',
    pattern,
    ...more,
  ];
  const { status } = spawnSync(process.execPath, args, {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  if (status !== 0) process.exit(1);
}

if (values.model !== '0') run('round.rules.test', { PULL_SEEDS: values.model });
const worlds = { PULL_RUNS: values.worlds, PULL_FIRST_RUN: values.first };
if (values.worlds !== '0') run('datasets/pulls.test', worlds, '-t', 'nothing is lost', '--forceExit');
