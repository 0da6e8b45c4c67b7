/**
 * node bench/pull/run.mjs first|unchanged|memory|kills|idle|remap… [--records 100000] [--links 4] [--kills 200] [--processes 3]
 * [--hours 25] [--json]: pulls of a sandbox's books by API processes. `first`: beside a bare loop over the same pages.
 * `unchanged`: everything is read again. `memory`: eight lists at once. `kills`: processes die while they pull. `idle`: what
 * hours without a change cost. `remap`: records of an older mapper. Exits 1 when a promise is broken.
 */
import { runWorks } from '../works.mjs';

await runWorks({
  name: 'pull',
  works: ['first', 'unchanged', 'memory', 'kills', 'idle', 'remap'],
  numbers: { records: 100_000, links: 4, kills: 200, processes: 3, hours: 25 },
  run: async ({ work, ...context }) => (await import(`./${work}.mjs`)).measure(context),
});
