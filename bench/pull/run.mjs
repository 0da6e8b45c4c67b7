/**
 * node bench/pull/run.mjs first|unchanged|memory|kills|idle|rest|remap… [--records 100000] [--links 4] [--kills 200] [--minutes 60] [--processes 3]
 * [--hours 25] [--linked 10000] [--seconds 60] [--json]: pulls of a sandbox's books by API processes. `first`: beside a bare loop over the same pages.
 * `unchanged`: everything is read again. `memory`: eight lists at once. `kills`: processes die while they pull. `idle`: what
 * hours without a change cost. `rest`: what many links cost of which none is due. `remap`: records of an older mapper. Exits 1 when a promise is broken.
 */
import { runWorks } from '../works.mjs';

await runWorks({
  name: 'pull',
  works: ['first', 'unchanged', 'memory', 'kills', 'idle', 'rest', 'remap'],
  numbers: {
    records: 100_000,
    links: 4,
    kills: 200,
    minutes: Number.POSITIVE_INFINITY,
    processes: 3,
    hours: 25,
    linked: 10_000,
    seconds: 60,
  },
  run: async ({ work, ...context }) => (await import(`./${work}.mjs`)).measure(context),
});
