/**
 * node bench/webhooks/run.mjs speed|kills… [--seconds 60] [--rate 300] [--minutes 120] [--processes 4] [--events 5]
 * [--kill 2000] [--json]: events are sent to a receiver. `speed`: how late and how many, also while receivers hang. `kills`:
 * processes are killed under a stream of events, and secrets are rotated. Exits 1 when a promise is broken.
 */
import { runWorks } from '../works.mjs';

await runWorks({
  name: 'webhooks',
  works: ['speed', 'kills'],
  numbers: { seconds: 60, rate: 300, minutes: 120, processes: 4, events: 5, kill: 2_000 },
  run: async ({ work, ...context }) => (await import(`./${work}.mjs`)).measure(context),
});
