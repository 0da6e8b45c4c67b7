import { checkAnswers } from './check-answers.mjs';
import { CONTESTANTS, worksByStart } from './contestants.mjs';
import { drive } from './measure/drive.mjs';
import { measureGrowth } from './measure/growth.mjs';
import { loadFor } from './measure/load-for.mjs';
import { measureMemory } from './measure/memory.mjs';
import { hasPgbench, preparePgbench } from './measure/pgbench.mjs';
import { measurePulls } from './measure/pulls.mjs';
import { checkNothingLost, countSaves } from './measure/saves-kept.mjs';
import { startServer } from './measure/server.mjs';
import { checkTokens } from './measure/tokens-kept.mjs';
import { writeResults } from './report/write.mjs';
import { summarise } from './results.mjs';

const say = (text) => process.stderr.write(`${text}\n`);

/** Runs everything: check, rounds of measurement, growth, memory, report. Answers whether every target was met. */
export async function compare(setup, options) {
  const { works } = options;
  const names = options.contestants.filter((name) => name !== 'pgbench' || pgbenchIsThere(works));
  say('checking that all answer the same');
  const facts = await checkAnswers(setup, names, works);
  const pgbench =
    names.includes('pgbench') && works.includes('save') ? await preparePgbench(setup, options) : undefined;

  const runs = [];
  for (let round = 1; round <= options.rounds; round++) {
    for (const name of names) {
      const its = works.filter((work) => CONTESTANTS[name].works.includes(work));
      const measured = {};
      for (const group of worksByStart(its))
        Object.assign(
          measured,
          name === 'pgbench' ? { save: await pgbench.run() } : await measure(name, group, setup, options),
        );
      for (const [work, result] of Object.entries(measured)) {
        runs.push({ round, name, work, ...result });
        say(`round ${round}/${options.rounds}  ${work.padEnd(10)} ${name.padEnd(14)} ${line(result)}`);
      }
    }
  }
  const memory = options.memorySeconds > 0 ? await measureMemory(setup, options, say) : undefined;
  const pull = options.pulls > 0 ? await measurePulls(setup, options.pulls, say) : undefined;
  const growth = options.growth === 'none' ? [] : await measureGrowth(setup, options.growth, say);
  return writeResults({ options, works: summarise(runs, facts), growth, memory, pull });
}

/** Starts one contestant and measures each of its works. */
async function measure(name, works, setup, options) {
  const server = await startServer(name, setup, { work: works[0] });
  const results = {};
  try {
    for (const work of works) {
      const before = work === 'save' ? await countSaves(setup) : undefined;
      const load = await loadFor(name, work, setup);
      const { connections, seconds, warmUp } = options;
      results[work] = await drive({
        ...server,
        postgres: setup.postgres,
        connections,
        seconds,
        warmUp,
        ...load,
      });
      if (before) await checkNothingLost(setup, before, results[work]);
      if (work === 'token') await checkTokens(setup, server.url, results[work], connections);
    }
    return results;
  } finally {
    await server.stop();
  }
}

function pgbenchIsThere(works) {
  if (!works.includes('save') || hasPgbench()) return true;
  say('pgbench is not on the PATH (Debian: postgresql-contrib): saving is measured without it');
  return false;
}

const line = ({ rps, p50Ms, p99Ms }) =>
  `${rps.toFixed(0).padStart(6)}/s   p50 ${p50Ms.toFixed(1)} ms   p99 ${p99Ms.toFixed(1)} ms`;
