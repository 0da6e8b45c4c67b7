import type { Page } from 'playwright-core';

/** How long nothing more has been loaded, in ms. */
const STILL_MS = 500;

/**
 * Waits until a page has loaded all that it asks for by itself. The network is never idle: the stream of events stays open.
 */
export const loaded = (page: Page): Promise<void> =>
  page.evaluate(`new Promise((resolve) => {
    let [count, since] = [-1, 0];
    const look = () => {
      const now = performance.getEntriesByType('resource').length;
      if (now !== count) [count, since] = [now, performance.now()];
      if (performance.now() - since >= ${STILL_MS}) resolve();
      else setTimeout(look, 50);
    };
    look();
  })`);
