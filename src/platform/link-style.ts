import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { portalFolder } from './portal-folder.js';

/**
 * The style sheet of the customer's pages, as the portal's package holds it; it needs no build. Undefined where that
 * package is not installed: the pages work without it.
 */
export function findLinkStyle(): string | undefined {
  const folder = portalFolder('src');
  const file = folder && join(folder, 'link', 'style.css');
  return file && existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
