import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { portalFolder } from '../infra/http/portal-folder.js';

/** One file of the built portal. Its name contains a hash of its content, so it never changes. */
export interface PortalAsset {
  readonly contentType: string;
  /** The content: compressed if `gzip` is true and the build has compressed the file. */
  read(gzip: boolean): Promise<{ body: Buffer; encoding: 'gzip' | 'identity' }>;
}

export interface PortalFiles {
  /** `index.html`, with the placeholders `{nonce}`, `{base}`, `{playground}` and `{session}`. */
  readonly page: string;
  /** By name. A request can only look up a name in this map, so its path never reaches the file system. */
  readonly assets: ReadonlyMap<string, PortalAsset>;
}

const TYPES: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  ttf: 'font/ttf',
  woff2: 'font/woff2',
};

/** The files of `vite build` in `portal/dist`. Undefined if the portal was not built: the API also runs without it. */
export function findPortalFiles(): PortalFiles | undefined {
  const folder = portalFolder('dist');
  const page = folder && join(folder, 'index.html');
  if (folder === undefined || page === undefined || !existsSync(page)) return undefined;
  const names = new Set(readdirSync(join(folder, 'assets')));
  const assets = [...names]
    .filter((name) => !name.endsWith('.gz'))
    .map((name) => [name, assetOf(join(folder, 'assets', name), names.has(`${name}.gz`))] as const);
  return { page: readFileSync(page, 'utf8'), assets: new Map(assets) };
}

type Content = Awaited<ReturnType<PortalAsset['read']>>;

function assetOf(path: string, zipped: boolean): PortalAsset {
  const contentType = TYPES[/\w+$/.exec(path)?.[0] ?? ''] ?? 'application/octet-stream';
  const plain = readOnce(async () => ({ body: await readFile(path), encoding: 'identity' as const }));
  const gzipped = readOnce(async () => ({ body: await readFile(`${path}.gz`), encoding: 'gzip' as const }));
  return { contentType, read: (gzip) => (gzip && zipped ? gzipped() : plain()) };
}

/** One copy in memory for all requests: the largest file has 2.8 MB, and anybody may ask for it a thousand times. */
function readOnce(read: () => Promise<Content>): () => Promise<Content> {
  let content: Promise<Content> | undefined;
  return () => {
    content ??= read().catch((error: unknown) => {
      content = undefined;
      throw error;
    });
    return content;
  };
}
