import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { portalFolder } from '../../infra/http/portal-folder.js';

const SHEETS = ['page.css', 'choices.css', 'controls.css'];

/**
 * The style sheet of the customer's pages, read from the portal's package. It needs no build. Undefined if the package
 * is not installed: the pages also work without it.
 */
export function findLinkStyle(): string | undefined {
  const folder = portalFolder('src');
  const files = SHEETS.map((name) => join(folder ?? '', 'link', name));
  if (folder === undefined || !files.every((file) => existsSync(file))) return undefined;
  return files.map((file) => readFileSync(file, 'utf8')).join('\n');
}
