import { expect, test } from '@jest/globals';
import { runBench } from '../support/bench-run.js';

const SHORT = ['--streams', '60', '--processes', '2', '--seconds', '4', '--kill', '600'];

/** The short form of `bench/streams/run.mjs kills`. */
test('streams go on at another process after each kill, without a gap and without a repetition', async () => {
  const { kills } = await runBench('bench/streams/run.mjs', ['kills', ...SHORT]);
  expect(kills).toMatchObject({ streams: 60, gaps: 0, repeats: 0, broken: [] });
  expect(Math.min(kills.kills, kills.events, kills.reconnects)).toBeGreaterThan(0);
}, 600_000);
