import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Plugin, Rollup } from 'vite';

/** The budget for the gzipped JavaScript of a page's first load, in bytes. The playground is exempt. */
const MAX_FIRST_LOAD = 200_000;
/** Files below this size, in bytes, are not compressed, because gzip would not make them smaller. */
const MIN_COMPRESSED_SIZE = 1_000;

/** Leaves a `.gz` beside every file, and fails the build when a page's first load is above the budget. */
export function compressAndMeasure(): Plugin {
  return {
    name: 'ledgerlink:compress-and-measure',
    apply: 'build',
    // Runs before files are written, so a failed build leaves the previous build in place.
    generateBundle(_options, bundle) {
      const pages = firstLoads(Object.values(bundle).filter((file) => file.type === 'chunk'));
      const [heaviest] = pages;
      if (heaviest === undefined) throw new Error('the portal has no page');
      for (const { page, bytes } of pages) this.info(`${(bytes / 1000).toFixed(1)} kB  ${page}`);
      this.info(`first load: ${(heaviest.bytes / 1000).toFixed(1)} kB of gzipped JavaScript at most`);
      if (heaviest.bytes > MAX_FIRST_LOAD)
        throw new Error(`the first load of ${heaviest.page} is above ${MAX_FIRST_LOAD / 1000} kB`);
    },
    writeBundle({ dir = '' }) {
      for (const name of readdirSync(join(dir, 'assets'))) {
        const path = join(dir, 'assets', name);
        const content = readFileSync(path);
        if (content.length > MIN_COMPRESSED_SIZE) writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
      }
    },
  };
}

/** The gzipped size of each lazy page with all its imports, largest first. */
function firstLoads(chunks: readonly Rollup.OutputChunk[]): { page: string; bytes: number }[] {
  const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  const withImports = (name: string, seen = new Set<string>()): Set<string> => {
    if (seen.has(name)) return seen;
    seen.add(name);
    for (const imported of byName.get(name)?.imports ?? []) withImports(imported, seen);
    return seen;
  };
  const entry = chunks.find(({ isEntry }) => isEntry);
  const pages = chunks.filter(({ isDynamicEntry, name }) => isDynamicEntry && name.endsWith('-page'));
  return pages
    .filter(({ name }) => name !== 'playground-page')
    .map(({ fileName, name }) => {
      const files = new Set([...withImports(entry?.fileName ?? ''), ...withImports(fileName)]);
      const sizes = [...files].map((file) => gzipSync(byName.get(file)?.code ?? '', { level: 9 }).length);
      return { page: name, bytes: sizes.reduce((sum, size) => sum + size, 0) };
    })
    .sort((a, b) => b.bytes - a.bytes);
}
