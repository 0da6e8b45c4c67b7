/**
 * Many modules as one script. Jest finds, reads and compiles each module anew for each test file: 0.8 s for those of an
 * app. A script is compiled once in each worker, and a test file runs those of its modules that it imports.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import vm from 'node:vm';
import { bundle, CACHE } from './bundle.mjs';

/** Two runs that start together write the same files: each writes its own, and puts it in place when it is whole. */
const draftOf = (path) => `${path}.${process.pid}`;
const scriptOf = (part) => join(CACHE, `${part}.js`);
const runOf = (part) => `ledgerlink.${part}`;
/**
 * The file that stack traces name: it has the link to the source map, if there is one, and nothing else. For each test
 * file that prints or keeps a stack, Jest reads the named file and searches it for that link.
 */
const frameOf = (part) => join(CACHE, part, 'script.js');

/** The file that Jest loads in place of a module of a script. */
export const stubOf = (part, name) => join(CACHE, part, `${name}.cjs`);
/** The file by which Jest runs a script: it exports a function by the name of each module, which runs the module. */
export const runnerOf = (part) => stubOf(part, runOf(part));

/**
 * Makes a script, unless it was made of the same files.
 *
 * `loaders`: what loads each module, by its name. `requires`: what the script loads other modules with.
 */
export async function makeScript(part, { files, loaders, requires = 'require', ...options }) {
  const stamp = join(CACHE, part, 'stamp');
  const digest = digestOf(files);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return;
  const names = Object.keys(loaders);
  for (const name of names)
    write(stubOf(part, name), `module.exports = require(${JSON.stringify(runnerOf(part))})['${name}']();`);
  write(runnerOf(part), `globalThis[Symbol.for('${runOf(part)}')](${requires}, module);`);
  const script = scriptOf(part);
  const draft = draftOf(script);
  await bundle(`module.exports = { ${names.map((name) => `'${name}': () => ${loaders[name]}`)} };`, draft, {
    banner: { js: '(function (require, module) {' },
    footer: { js: '})' },
    ...options,
  });
  if (options.sourcemap) {
    renameSync(`${draft}.map`, `${script}.map`);
    write(frameOf(part), `//# sourceMappingURL=../${part}.js.map\n`);
  }
  renameSync(draft, script);
  write(stamp, digest);
}

const digestOf = (files) =>
  createHash('sha256')
    .update(
      [import.meta.filename, ...files]
        .map((path) => {
          const { mtimeMs, size } = statSync(path);
          return `${path} ${mtimeMs} ${size}\n`;
        })
        .join(''),
    )
    .digest('hex');

function write(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(draftOf(path), text);
  renameSync(draftOf(path), path);
}

const scripts = new Map();

/** Gives a script to the modules of a test file. */
export function offerScript(part, global, context) {
  let script = scripts.get(part);
  if (script === undefined) {
    script = new vm.Script(readFileSync(scriptOf(part), 'utf8'), {
      filename: frameOf(part),
      importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    });
    scripts.set(part, script);
  }
  global[Symbol.for(runOf(part))] = script.runInContext(context);
}
