import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { drive } from './measure/drive.mjs';
import { loadFor } from './measure/load-for.mjs';
import { startServer } from './measure/server.mjs';
import { ROOT } from './place.mjs';

const HOTTEST = 10;
/** Entries of a V8 profile that are not functions. */
const IDLE = new Set(['(idle)', '(root)']);

/** Profiles our server alone with V8's sampling profiler, one process per work. */
export async function profile(setup, options) {
  for (const work of options.works) {
    const folder = join(setup.folder, `profile-${work}`);
    mkdirSync(folder);
    const server = await startServer('ledgerlink', setup, {
      nodeArgs: ['--cpu-prof', `--cpu-prof-dir=${folder}`],
      work,
    });
    const { connections, seconds, warmUp } = options;
    const load = await loadFor('ledgerlink', work, setup);
    const result = await drive({
      ...server,
      postgres: setup.postgres,
      connections,
      seconds,
      warmUp,
      ...load,
    }).finally(() => server.stop());
    const [file] = readdirSync(folder).filter((name) => name.endsWith('.cpuprofile'));
    if (file === undefined) throw new Error('the server left no profile');
    process.stdout.write(
      `\n${work}: ${result.rps.toFixed(0)} requests/s while profiled, ${result.cpuMs.toFixed(2)} ms of processor each\n`,
    );
    for (const { share, name } of hottest(JSON.parse(readFileSync(join(folder, file), 'utf8'))))
      process.stdout.write(`  ${(share * 100).toFixed(1).padStart(5)} %  ${name}\n`);
  }
}

/** Functions by their own time, as shares of the time in which the process was busy. */
function hottest({ nodes, samples, timeDeltas }) {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  const times = new Map();
  let busy = 0;
  for (const [index, id] of samples.entries()) {
    const name = names.get(id);
    if (IDLE.has(name)) continue;
    busy += timeDeltas[index];
    times.set(name, (times.get(name) ?? 0) + timeDeltas[index]);
  }
  return [...times]
    .sort(([, a], [, b]) => b - a)
    .slice(0, HOTTEST)
    .map(([name, time]) => ({ name, share: time / busy }));
}

function nameOf({ functionName, url, lineNumber }) {
  if (url === '') return functionName || '(anonymous, in no file)';
  const place = url
    .replace(/^file:\/\//, '')
    .replace(ROOT, '')
    .replace(/^.*node_modules\//, '');
  return `${functionName || 'anonymous'}  ${place}:${lineNumber + 1}`;
}
