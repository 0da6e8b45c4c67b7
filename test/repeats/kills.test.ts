import { expect, test } from '@jest/globals';
import { runBench } from '../support/bench-run.js';

const SHORT = ['--keys', '200', '--processes', '2', '--kill', '500', '--cut', '100'];

/** The short form of `bench/repeats/run.mjs`. */
test('mutations with keys are done once while processes are killed and connections are cut', async () => {
  const report = await runBench('bench/repeats/run.mjs', SHORT);
  expect(report).toMatchObject({ keys: 200, kept: 200, differing: 0, unanswered: 0, broken: [] });
  expect(report.kills).toBeGreaterThan(0);
}, 600_000);
