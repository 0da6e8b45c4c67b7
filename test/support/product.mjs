/** The product's own 700 modules, as one script. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from './bundle.mjs';
import { LOCK, PACKAGES } from './packages.mjs';
import { makeScript, runnerOf, stubOf } from './scripts.mjs';

const FOLDERS = ['src', 'sandbox', 'migrations'];
/** Programs, which run when they are loaded. No test imports them. */
const PROGRAMS = /\/(main|cli)\.ts$/;

/** Makes the script; answers the entry of Jest's `moduleNameMapper`. */
export async function bundleProduct() {
  const files = FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true }).map((name) => join(ROOT, folder, name)),
  ).filter((path) => path.endsWith('.ts'));
  const modules = files.filter((path) => !PROGRAMS.test(path)).map((path) => relative(ROOT, path));
  await makeScript('product', {
    files: [LOCK, import.meta.filename, join(ROOT, 'tsconfig.json'), ...files],
    loaders: Object.fromEntries(modules.map((path) => [path.slice(0, -3), `require('./${path}')`])),
    // The packages of their own script are one with those that a test file imports.
    requires: `(name) => (require(${JSON.stringify(runnerOf('packages'))})[name] ?? (() => require(name)))()`,
    external: PACKAGES,
    supported: { 'dynamic-import': false },
    plugins: [{ name: 'places of modules', setup: placeModules }],
    minifyWhitespace: false,
    sourcemap: 'external',
    sourcesContent: false,
  });
  return { [`^(?:\\.\\./)+((?:${FOLDERS.join('|')})/.*)\\.[jt]s$`]: stubOf('product', '$1') };
}

/** A module in a script has no URL of its own, and esbuild finds no `.ts` for a name with `.js` that is put together. */
function placeModules(plugin) {
  plugin.onLoad({ filter: /\.ts$/ }, ({ path }) => ({
    contents: readFileSync(path, 'utf8')
      .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href))
      .replaceAll(/import\(`[^`]*`\)/g, (name) => name.replace('.js`', '.ts`')),
    loader: 'ts',
  }));
}
