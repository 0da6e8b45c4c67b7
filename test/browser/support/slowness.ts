import type { BrowserContext, Page } from 'playwright-core';

/** The duration of `WORK` on a core of 2.6 GHz without other load, throttled four times. */
const REFERENCE_MS = 250;

/** What a page does when it is loaded, and nothing of ours: objects, JSON, elements, layout. */
const WORK = `(() => {
  const from = performance.now();
  const rows = Array.from({ length: 4000 }, (_, id) => ({ id, name: 'Row ' + id, tags: ['a' + id, 'b' + id] }));
  const host = document.createElement('div');
  host.innerHTML = JSON.parse(JSON.stringify(rows))
    .map(({ name, tags }) => '<section><h2>' + name + '</h2><p>' + tags.join(' ') + '</p></section>')
    .join('');
  document.body.append(host);
  const height = host.offsetHeight;
  host.remove();
  return height > 0 ? performance.now() - from : 0;
})()`;

/** Makes what runs in a page four times slower. */
export async function throttle(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
}

/** An odd number, so that one of them is in the middle. */
const RUNS = 5;

/**
 * Measures by how much this machine is slower at the moment than the reference: a virtual core that is lent to others says
 * nothing about a page. Lighthouse corrects its throttling by a benchmark of the machine likewise. Each call answers the
 * durations of some runs, for `slownessOf`.
 */
export async function measureSlowness(context: BrowserContext): Promise<() => Promise<number[]>> {
  const blank = await context.newPage();
  await throttle(blank);
  return async () => {
    const times: number[] = [];
    for (let run = 0; run < RUNS; run++) times.push(await blank.evaluate<number>(WORK));
    return times;
  };
}

/**
 * How many times slower, never below 1. By the median: a page that is loaded once meets a machine's usual pace. The best run
 * is that of memory that was used before, which is much quicker on some virtual machines.
 */
export const slownessOf = (times: readonly number[]): number =>
  Math.max(1, ([...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0) / REFERENCE_MS);
