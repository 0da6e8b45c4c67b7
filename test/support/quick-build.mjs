/**
 * What `npm run build` made, once more as a single file with V8's code cache: a process of it starts with 0.4 s of CPU
 * instead of 1.4 s, nearly all of which goes into finding and compiling 1,300 files. The tests start some 200 processes.
 * It is the same code; that dist/ itself starts is shown by test/start/start-up.test.ts and the embedded database's tests.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const FOLDER = join(ROOT, 'node_modules', '.cache', 'ledgerlink-test');
const RUNNER = fileURLToPath(new URL('quick-run.cjs', import.meta.url));

/** Answers the arguments that go before `main.js` or `cli.js` to run it. */
export async function quickBuild() {
  const [bundle, cache] = [join(FOLDER, 'bundle.cjs'), join(FOLDER, 'bundle.cache')];
  const newest = Math.max(...[join(ROOT, 'dist', '.built'), RUNNER].map((path) => statSync(path).mtimeMs));
  if (!existsSync(cache) || statSync(cache).mtimeMs < newest) {
    mkdirSync(dirname(bundle), { recursive: true });
    await bundleTo(bundle);
    writeFileSync(cache, '');
    // The first run compiles, leaves what it compiled behind for the others, and shows that it is the same product.
    const schema = (args) => spawnSync(process.execPath, [...args, 'schema'], { encoding: 'utf8' }).stdout;
    if (schema([RUNNER, bundle, 'cli.js']) !== schema([join(ROOT, 'dist/src/cli.js')]))
      throw new Error('the quick build is not what dist/ is');
  }
  return [RUNNER, bundle];
}

async function bundleTo(outfile) {
  const programs = ['main.js', 'cli.js'].map((name) => `'${name}': () => import('./dist/src/${name}')`);
  await build({
    stdin: { contents: `({ ${programs} })[process.argv.splice(2, 1)[0]]();`, resolveDir: ROOT },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    minifyWhitespace: true,
    // TypeGraphQL and TypeORM take the names of classes.
    keepNames: true,
    charset: 'utf8',
    define: { 'import.meta.url': JSON.stringify(pathToFileURL(join(ROOT, 'dist/src/start/main.js')).href) },
    plugins: [{ name: 'leave out what is not installed', setup: leaveOutMissing }],
    logLevel: 'error',
  });
}

/** TypeORM asks for the drivers of many databases, and lives without them. */
function leaveOutMissing(plugin) {
  plugin.onResolve({ filter: /^[^./]/ }, async ({ path, resolveDir, kind, pluginData }) => {
    if (pluginData === 'asked' || path.startsWith('node:')) return undefined;
    const { errors } = await plugin.resolve(path, { resolveDir, kind, pluginData: 'asked' });
    return errors.length > 0 ? { path, external: true } : undefined;
  });
}
