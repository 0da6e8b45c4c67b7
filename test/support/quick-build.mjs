/**
 * What `npm run build` made, once more as a single file with V8's code cache: a process of it starts with 0.4 s of CPU
 * instead of 1.4 s, nearly all of which goes into finding and compiling 1,300 files. The tests start some 200 processes.
 * It is the same code; that dist/ itself starts is shown by test/start/start-up.test.ts and the embedded database's tests.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { bundle, CACHE, ROOT } from './bundle.mjs';

const RUNNER = fileURLToPath(new URL('quick-run.cjs', import.meta.url));

/** Answers the arguments that go before `main.js` or `cli.js` to run it. */
export async function quickBuild() {
  const [program, cache] = [join(CACHE, 'bundle.cjs'), join(CACHE, 'bundle.cache')];
  const newest = Math.max(...[join(ROOT, 'dist', '.built'), RUNNER].map((path) => statSync(path).mtimeMs));
  if (!existsSync(cache) || statSync(cache).mtimeMs < newest) {
    mkdirSync(CACHE, { recursive: true });
    await bundleTo(program);
    writeFileSync(cache, '');
    // The first run compiles, leaves what it compiled behind for the others, and shows that it is the same product.
    const schema = (args) => spawnSync(process.execPath, [...args, 'schema'], { encoding: 'utf8' }).stdout;
    if (schema([RUNNER, program, 'cli.js']) !== schema([join(ROOT, 'dist/src/cli.js')]))
      throw new Error('the quick build is not what dist/ is');
  }
  return [RUNNER, program];
}

function bundleTo(outfile) {
  const programs = ['main.js', 'cli.js'].map((name) => `'${name}': () => import('./dist/src/${name}')`);
  const url = pathToFileURL(join(ROOT, 'dist/src/start/main.js')).href;
  const define = { 'import.meta.url': JSON.stringify(url) };
  return bundle(`({ ${programs} })[process.argv.splice(2, 1)[0]]();`, outfile, { define });
}
