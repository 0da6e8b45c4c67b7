import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The path of a folder inside the portal's package, an npm workspace. Undefined: the portal is not installed. */
export function portalFolder(name: string): string | undefined {
  try {
    const manifest = createRequire(import.meta.url).resolve('@ledgerlink/portal/package.json');
    return join(dirname(manifest), name);
  } catch {
    return undefined;
  }
}
