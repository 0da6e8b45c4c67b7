/**
 * node bench/streams/run.mjs idle|kills… [--streams 2000] [--processes 4] [--seconds 60] [--rate 50] [--kill 2000] [--json]:
 * streams of events. `idle`: what open streams cost one process, and how late events are. `kills`: processes are killed while
 * events happen; every stream must have each event once. Exits 1 when a promise is broken.
 */
import { runWorks } from '../works.mjs';

await runWorks({
  name: 'streams',
  works: ['idle', 'kills'],
  numbers: { streams: 2_000, processes: 4, seconds: 60, rate: 50, kill: 2_000 },
  run: async ({ work, ...context }) => (await import(`./${work}.mjs`)).measure(context),
});
