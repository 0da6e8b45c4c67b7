/**
 * The packages that the product loads, as one script. Jest finds, reads and compiles the 1,300 files of these packages
 * anew for each test file. The script is compiled once in each worker, and runs once in each test file.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';
import { bundle, CACHE } from './bundle.mjs';

const LOCK = fileURLToPath(new URL('../../node_modules/.package-lock.json', import.meta.url));
const THIS = fileURLToPath(import.meta.url);
const SCRIPT = join(CACHE, 'packages.js');
const RUN = 'ledgerlink.packages';

/**
 * Jest loads what is not named here. A part of a named package must be named too, or it is loaded twice. A package that
 * is installed in two versions must not be named (jose: oidc-provider has an older one): the names hold for all files.
 */
const NAMES = [
  '@apollo/server',
  '@apollo/server/plugin/disabled',
  '@fastify/cookie',
  '@fastify/cors',
  '@fastify/formbody',
  '@fastify/helmet',
  'class-validator',
  'dataloader',
  'fastify',
  'graphql',
  'graphql-scalars',
  'graphql/execution/collectFields.js',
  'lru-cache',
  'oauth4webapi',
  'pg',
  'pg-connection-string',
  'pino',
  'prom-client',
  'reflect-metadata',
  'supertest',
  'type-graphql',
  'typeorm',
  'undici',
  'uuid',
  'zod',
];

/** Makes the script, unless it is newer than what is installed; answers the entry of Jest's `moduleNameMapper`. */
export async function bundlePackages() {
  if (
    !existsSync(SCRIPT) ||
    statSync(SCRIPT).mtimeMs < Math.max(...[LOCK, THIS].map((path) => statSync(path).mtimeMs))
  ) {
    for (const name of NAMES)
      write(stubOf(name), `module.exports = require(${JSON.stringify(stubOf(RUN))})['${name}']();`);
    write(stubOf(RUN), `globalThis[Symbol.for('${RUN}')](require, module);`);
    const entries = NAMES.map((name) => `'${name}': () => require('${name}')`);
    const made = partOf(SCRIPT);
    await bundle(`module.exports = { ${entries} };`, made);
    writeFileSync(made, `(function (require, module) {${readFileSync(made, 'utf8')}\n})`);
    renameSync(made, SCRIPT);
  }
  return { [`^(${NAMES.join('|').replaceAll('.', '\\.')})$`]: stubOf('$1') };
}

let script;

/** Gives the script to the modules of a test file. */
export function offerPackages(global, context) {
  script ??= new vm.Script(readFileSync(SCRIPT, 'utf8'), {
    filename: SCRIPT,
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  global[Symbol.for(RUN)] = script.runInContext(context);
}

/** Two runs that start together write the same files: each writes its own, and puts it in place when it is whole. */
const partOf = (path) => `${path}.${process.pid}`;

const stubOf = (name) => join(CACHE, 'packages', `${name}.cjs`);

function write(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(partOf(path), text);
  renameSync(partOf(path), path);
}
