import { expect, test } from '@jest/globals';
import { runBench } from '../support/bench-run.js';

const SHORT = ['--minutes', '0.12', '--processes', '4', '--events', '20', '--kill', '1000'];

/** The short form of `bench/webhooks/run.mjs kills`. */
test('no event is lost while processes are killed and secrets are rotated, and all are verified', async () => {
  const { kills } = await runBench('bench/webhooks/run.mjs', ['kills', ...SHORT]);
  expect(kills).toMatchObject({ missing: 0, refused: 0, otherBodies: 0, rotations: 1, broken: [] });
  expect(kills.kills).toBeGreaterThan(0);
  expect(kills.deliveries).toBeGreaterThan(100);
}, 600_000);
