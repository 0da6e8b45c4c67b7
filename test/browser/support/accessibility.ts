import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { namesOfCompanies } from './companies.js';

/** Our pages have no frames, so axe need not open a page of its own to join what it found in each. */
export const axe = (page: Page, rules?: string[]): AxeBuilder => {
  const builder = new AxeBuilder({ page }).setLegacyMode();
  return rules === undefined ? builder : builder.withRules(rules);
};

export const COLOURS = ['light', 'dark'] as const;
/** What axe says by the colours. All its other rules look at what is the same in both. */
const RULES_OF_COLOURS = ['color-contrast', 'link-in-text-block'];

/**
 * Tests one state of a page in both colours, which only the style sheets know: by all rules in the first, and by those of
 * colours in the second. The state is reached once, and a test fails when the page no longer shows what it showed then.
 */
export function testInBothColours<T extends { page: Page }>(
  name: string,
  reach: () => Promise<T>,
  check: (reached: T, rules?: string[]) => Promise<void>,
): void {
  describe(name, () => {
    let reached: T;
    let shown: string;
    beforeAll(async () => {
      reached = await reach();
      shown = await textOf(reached.page);
    });
    afterAll(() => reached.page.context().close());

    test.each(COLOURS)('has no violation in %s', async (colorScheme) => {
      await show(reached.page, colorScheme);
      await check(reached, colorScheme === 'light' ? undefined : RULES_OF_COLOURS);
      expect(await textOf(reached.page)).toBe(shown);
    });
  });
}

/** Sets the colours of a page that is open, and waits until every transition to them has ended. */
async function show(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await page.evaluate(`(async () => {
    const frame = () => new Promise(requestAnimationFrame);
    await frame();
    await frame();
    const transitions = document.getAnimations().filter((one) => one instanceof CSSTransition);
    await Promise.allSettled(transitions.map(({ finished }) => finished));
  })()`);
}

/** Without numbers: how long ago something was changes by itself. */
const textOf = async (page: Page): Promise<string> =>
  (await page.evaluate<string>('document.body.innerText')).replaceAll(/\d+/g, '');

/** Texts that show a name from outside and are not in `<bdi>`. */
const unisolatedNames = (page: Page): Promise<string[]> =>
  page.evaluate(
    `((names) => {
      const found = [];
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const { data, parentElement } = walker.currentNode;
        if (names.some((name) => data.includes(name)) && !parentElement.closest('bdi, option, script')) found.push(data);
      }
      return found;
    })(${JSON.stringify([...namesOfCompanies, 'Alder & Ash Ltd', 'Dover Books'])})`,
  );

/**
 * What axe finds wrong with a page as it stands, whether anything has to be scrolled sideways to be seen, and names from
 * outside that are not isolated.
 */
export async function faultsOf(page: Page, rules?: string[]): Promise<unknown[]> {
  const { violations } = await axe(page, rules).analyze();
  const [scroll, width] = await page.evaluate<[number, number]>(
    '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
  );
  const found: unknown[] = violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, any }) => [id, target, any[0]?.message]),
  );
  for (const text of await unisolatedNames(page)) found.push(['name that is not isolated', text, '']);
  return scroll > width ? [...found, ['wider than the window', scroll, width]] : found;
}
