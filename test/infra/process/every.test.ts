import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { every } from '../../../src/infra/process/every.js';

/** Resolves once `work` was begun so many times. */
function counted(times: number, run: (count: number) => Promise<void> = async () => undefined) {
  let count = 0;
  let done: () => void = () => {};
  const reached = new Promise<void>((resolve) => {
    done = resolve;
  });
  const work = async () => {
    if (++count === times) done();
    await run(count);
  };
  return { work, reached, count: () => count };
}

test('runs at once and then again, until it is stopped', async () => {
  const { work, reached, count } = counted(3);
  const stop = every({ work, everyMs: 5, onFailure: () => undefined });
  await reached;
  stop();
  await sleep(30);
  expect(count()).toBe(3);
});

test('does not run before its first pause, and not at all when it is stopped before', async () => {
  const { work, count } = counted(1);
  const stop = every({ work, everyMs: 5, firstMs: 20, onFailure: () => undefined });
  expect(count()).toBe(0);
  stop();
  await sleep(40);
  expect(count()).toBe(0);
});

test('does not begin a run while one is under way, nor one after it was stopped meanwhile', async () => {
  let running = 0;
  let most = 0;
  const { work, reached, count } = counted(3, async () => {
    most = Math.max(most, ++running);
    await sleep(15);
    running--;
  });
  const stop = every({ work, everyMs: 1, onFailure: () => undefined });
  await reached;
  stop();
  await sleep(40);
  expect([most, count()]).toEqual([1, 3]);
});

test('tells of a run that failed, and tries again after the other pause', async () => {
  const failures: unknown[] = [];
  const broken = new Error('broken');
  const { work, reached } = counted(3, async (count) => {
    if (count < 3) throw broken;
  });
  const stop = every({
    work,
    everyMs: 60_000,
    afterFailureMs: 5,
    onFailure: (error) => failures.push(error),
  });
  await reached;
  stop();
  expect(failures).toEqual([broken, broken]);
});
