import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

/** What axe finds wrong with a page as it stands, and whether anything has to be scrolled sideways to be seen. */
export async function faultsOf(page: Page): Promise<unknown[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const [scroll, width] = await page.evaluate<[number, number]>(
    '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
  );
  const found = violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, any }) => [id, target, any[0]?.message]),
  );
  return scroll > width ? [...found, ['wider than the window', scroll, width]] : found;
}
