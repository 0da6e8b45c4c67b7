#!/usr/bin/env node
/**
 * Builds when the sources are newer than what was built, then runs it. Not an npm `prestart` script: with install
 * scripts switched off npm skips those too.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(fileURLToPath(import.meta.url));
const built = join(root, 'dist', '.built');
const SOURCES = ['src', 'sandbox', 'migrations', 'ormconfig.ts', 'tsconfig.json', 'package-lock.json'];
const portal = join(root, 'portal');
const builtPortal = join(portal, 'dist', 'index.html');
const PORTAL_SOURCES = ['src', 'scripts', 'index.html', 'vite.config.ts', 'package.json'].map((name) =>
  join('portal', name),
);

/** The newest change below a path, in ms. */
function changedAt(path) {
  const at = statSync(path);
  if (!at.isDirectory()) return at.mtimeMs;
  return Math.max(at.mtimeMs, ...readdirSync(path).map((name) => changedAt(join(path, name))));
}

function isBuilt(result, sources) {
  if (!existsSync(result)) return false;
  const there = sources.map((name) => join(root, name)).filter((path) => existsSync(path));
  return Math.max(...there.map(changedAt)) <= statSync(result).mtimeMs;
}

function build() {
  if (isBuilt(built, SOURCES)) return;
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  const compiler = join(
    dirname(createRequire(import.meta.url).resolve('typescript/package.json')),
    'bin',
    'tsc',
  );
  const { status } = spawnSync(process.execPath, [compiler, '-p', root], { stdio: ['ignore', 2, 2] });
  if (status !== 0) process.exit(1);
  writeFileSync(built, '');
}

/** Answers whether the portal is there to be served. The API runs without it. */
function buildPortal() {
  if (isBuilt(builtPortal, PORTAL_SOURCES)) return true;
  process.stderr.write('Building the portal…\n');
  const vite = join(dirname(createRequire(join(portal, 'package.json')).resolve('vite/package.json')), 'bin');
  const { status } = spawnSync(process.execPath, [join(vite, 'vite.js'), 'build', portal], {
    stdio: ['ignore', 2, 2],
    // Whatever runs us: with another value the pages are made of React's development build, three times as large.
    env: { ...process.env, NODE_ENV: 'production' },
  });
  return status === 0;
}

function buildPortalOrGoOn() {
  if (process.env.PORTAL === 'off') return;
  try {
    if (buildPortal()) return;
  } catch {
    // Nothing to build it with: installed without the workspace, or pruned since.
  }
  process.stderr.write('The portal was not built: the API starts without it.\n');
}

const [command = 'start', ...rest] = process.argv.slice(2);
const programs = { start: 'src/main.js', cli: 'src/cli.js', sandbox: 'sandbox/main.js' };
if (command === 'build') {
  build();
  if (!buildPortal()) process.exit(1);
} else if (command in programs) {
  build();
  if (command === 'start') buildPortalOrGoOn();
  process.argv = [process.argv[0], join(root, 'dist', programs[command]), ...rest];
  await import(`./dist/${programs[command]}`);
} else {
  process.stderr.write('usage: ledgerlink start | cli … | sandbox | build\n');
  process.exit(64);
}
