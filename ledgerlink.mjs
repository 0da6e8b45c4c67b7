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

/** The newest change below a path, in ms. */
function changedAt(path) {
  const at = statSync(path);
  if (!at.isDirectory()) return at.mtimeMs;
  return Math.max(at.mtimeMs, ...readdirSync(path).map((name) => changedAt(join(path, name))));
}

function isBuilt() {
  if (!existsSync(built)) return false;
  const sources = SOURCES.map((name) => join(root, name)).filter((path) => existsSync(path));
  return Math.max(...sources.map(changedAt)) <= statSync(built).mtimeMs;
}

function build() {
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

const [command = 'start', ...rest] = process.argv.slice(2);
const programs = { start: 'src/main.js', cli: 'src/cli.js', sandbox: 'sandbox/main.js' };
if (command === 'build') {
  if (!isBuilt()) build();
} else if (command in programs) {
  if (!isBuilt()) build();
  process.argv = [process.argv[0], join(root, 'dist', programs[command]), ...rest];
  await import(`./dist/${programs[command]}`);
} else {
  process.stderr.write('usage: ledgerlink start | cli … | sandbox | build\n');
  process.exit(64);
}
