import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { createCompany } from './support/companies.js';
import { type PortalUnderTest, SETTINGS_PAGE, startPortal } from './support/portal.js';
import { measureSlowness, throttle } from './support/slowness.js';

/** Bytes of gzipped JavaScript, as they came over the wire; 1 kB is 1,000 bytes. */
const FIRST_LOAD = 200_000;
const LARGEST_PAINT_MS = 1_000;

let portal: PortalUnderTest;
let company: string;
beforeAll(async () => {
  portal = await startPortal();
  company = await createCompany(portal, 'Acme Ltd');
});
afterAll(() => portal.close());

const largestPaint = (page: Page) =>
  page.evaluate<number>(`new Promise((resolve) => new PerformanceObserver((list) => resolve(list.getEntries().at(-1).startTime))
    .observe({ type: 'largest-contentful-paint', buffered: true }))`);

test.each(['/integrations', SETTINGS_PAGE, '/companies', '/companies/:id', '/api-keys', '/audit'])(
  '%s loads no more than 200 kB of JavaScript, and paints within a second on a CPU four times slower',
  async (route) => {
    const path = route.replace(':id', company);
    const { page } = await portal.openAt(path);
    const session = await page.context().newCDPSession(page);
    await session.send('Network.enable');
    await session.send('Network.setCacheDisabled', { cacheDisabled: true });
    await throttle(page);
    const slowness = await measureSlowness(page.context());
    await page.bringToFront();
    const scripts = new Map<string, number>();
    session.on('Network.responseReceived', ({ requestId, type }) => {
      if (type === 'Script') scripts.set(requestId, 0);
    });
    session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      if (scripts.has(requestId)) scripts.set(requestId, encodedDataLength);
    });
    const paints: number[] = [];
    const measured: string[] = [];
    let bytes = 0;
    // The best of a few: the machine has other things to do, the page has not.
    for (let run = 0; run < 5 && !(Math.min(...paints) <= LARGEST_PAINT_MS); run++) {
      scripts.clear();
      const before = await slowness();
      await page.reload();
      await page.getByRole('heading', { level: 1 }).waitFor();
      // By now the page is there; what is loaded after it, other pages before they are asked for, is no part of it.
      bytes = [...scripts.values()].reduce((sum, one) => sum + one, 0);
      expect(scripts.size).toBeGreaterThan(5);
      await page.waitForLoadState('networkidle');
      const paint = await largestPaint(page);
      const slower = Math.min(before, await slowness());
      paints.push(paint / slower);
      measured.push(`${Math.round(paint)} ms${slower > 1 ? ` (${slower.toFixed(1)} times slower)` : ''}`);
    }
    // Pages that stay open go on asking, and would slow the next one down.
    await page.context().close();
    process.stdout.write(`${route}: ${(bytes / 1000).toFixed(1)} kB, painted after ${measured.join(', ')}\n`);
    expect(bytes).toBeLessThanOrEqual(FIRST_LOAD);
    expect(Math.min(...paints)).toBeLessThanOrEqual(LARGEST_PAINT_MS);
  },
);
