import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * The style sheet of the customer's pages, as the portal's package holds it; it needs no build. Undefined where that
 * package is not installed: the pages work without it.
 */
export function findLinkStyle(): string | undefined {
  try {
    const manifest = createRequire(import.meta.url).resolve('@ledgerlink/portal/package.json');
    const file = join(dirname(manifest), 'src', 'link', 'style.css');
    return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}
