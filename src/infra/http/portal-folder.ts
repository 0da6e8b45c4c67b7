import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** A folder of the portal, which as a workspace is a package of ours; undefined where it is not installed. */
export function portalFolder(name: string): string | undefined {
  try {
    const manifest = createRequire(import.meta.url).resolve('@ledgerlink/portal/package.json');
    return join(dirname(manifest), name);
  } catch {
    return undefined;
  }
}
