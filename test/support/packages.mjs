/** The packages that the product loads, 1,300 files, as one script. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './bundle.mjs';
import { makeScript, stubOf } from './scripts.mjs';

/** What is installed. */
export const LOCK = join(ROOT, 'node_modules', '.package-lock.json');

/**
 * Jest loads what is not named here. A part of a named package must be named too, or it is loaded twice. A package that
 * is installed in two versions must not be named (jose: oidc-provider has an older one): the names hold for all files.
 */
export const PACKAGES = [
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

/** Makes the script; answers the entry of Jest's `moduleNameMapper`. */
export async function bundlePackages() {
  await makeScript('packages', {
    files: [LOCK, import.meta.filename],
    // TypeGraphQL needs the metadata first, and a test file may import any module of the product first.
    loaders: Object.fromEntries(PACKAGES.map((name) => [name, `(require('reflect-metadata'), require('${name}'))`])),
    plugins: [{ name: 'one GraphQL', setup: trustGraphql }],
  });
  return { [`^(${PACKAGES.join('|').replaceAll('.', '\\.')})$`]: stubOf('packages', '$1') };
}

/** Outside of production GraphQL checks every object for a second copy of itself, which a script cannot have. */
function trustGraphql(plugin) {
  plugin.onLoad({ filter: /\/graphql\/jsutils\/instanceOf\.m?js$/ }, ({ path }) => ({
    contents: readFileSync(path, 'utf8').replace("process.env.NODE_ENV === 'production'", 'true'),
  }));
}
