import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { namesOfCompanies } from './companies.js';

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
export async function faultsOf(page: Page): Promise<unknown[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const [scroll, width] = await page.evaluate<[number, number]>(
    '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
  );
  const found: unknown[] = violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, any }) => [id, target, any[0]?.message]),
  );
  for (const text of await unisolatedNames(page)) found.push(['name that is not isolated', text, '']);
  return scroll > width ? [...found, ['wider than the window', scroll, width]] : found;
}
