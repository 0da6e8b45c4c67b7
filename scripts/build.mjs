/**
 * Builds the API and the portal when what was built is not what the sources say. Both are judged by content, not by file
 * times: a copy that keeps old times (rsync -a, tar, a container layer) would otherwise run yesterday's code.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
/** In each built folder: the digest of the sources that it was built from. */
const STAMP = '.built';
/** What keeps a folder from being written to, by Node's error codes. */
const READ_ONLY = ['EROFS', 'EACCES', 'EPERM'];
const SHARED = ['package-lock.json'];

const API = {
  name: 'API',
  folder: join(ROOT, 'dist'),
  sources: ['src', 'sandbox', 'migrations', 'ormconfig.ts', 'tsconfig.json', ...SHARED],
  compile: (folder) => run(join(packageFolder('typescript'), 'bin', 'tsc'), ['-p', ROOT, '--outDir', folder]),
};

const PORTAL = {
  name: 'portal',
  folder: join(ROOT, 'portal', 'dist'),
  sources: [
    ...['src', 'scripts', 'index.html', 'vite.config.ts', 'package.json'].map((name) => join('portal', name)),
    ...SHARED,
  ],
  compile: (folder) =>
    run(join(packageFolder('vite', join(ROOT, 'portal')), 'bin', 'vite.js'), [
      'build',
      join(ROOT, 'portal'),
      '--outDir',
      folder,
      '--emptyOutDir',
    ]),
};

/** The build cannot be made; the message says what to do. */
class BuildFailed extends Error {
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Compilers are installed as optional packages, one for each kind of machine. What Node and they say without theirs. */
const UNINSTALLED =
  /^MODULE_NOT_FOUND$|Unable to resolve @|Cannot find (native binding|(module|package) '?@(esbuild|rolldown|rollup)\/)|EACCES/;

/** Ends the process with a sentence when the API is not built and cannot be. */
export function buildApi() {
  try {
    build(API);
  } catch (error) {
    if (!(error instanceof BuildFailed)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(error.exitCode);
  }
}

/** Answers whether the portal is there to be served as its sources are. The API runs without it. */
export function buildPortal() {
  try {
    if (!isBuilt(PORTAL)) process.stderr.write('Building the portal…\n');
    build(PORTAL);
    return true;
  } catch (error) {
    if (error instanceof BuildFailed) process.stderr.write(`${error.message}\n`);
    return false;
  }
}

/** Builds beside the folder and puts the result in its place in one step: a build that fails leaves what was there. */
function build(target) {
  if (isBuilt(target)) return;
  const made = `${target.folder}.${process.pid}`;
  try {
    mkdirSync(made, { recursive: true });
  } catch (error) {
    if (READ_ONLY.includes(error.code)) throw new BuildFailed(readOnly(target));
    throw error;
  }
  try {
    compile(target, made);
    writeFileSync(join(made, STAMP), digestOf(target.sources));
    replace(target, made);
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
}

/** Shows what the compiler says about the sources, and a sentence instead of the stack of one that cannot run. */
function compile(target, folder) {
  const failure = failureOf(target, folder);
  if (failure === undefined) return;
  if (UNINSTALLED.test(failure)) throw new BuildFailed(uninstalled(target), 78);
  process.stderr.write(failure);
  throw new BuildFailed(`The ${target.name} could not be built: see the lines above.`);
}

function failureOf(target, folder) {
  try {
    return target.compile(folder);
  } catch (error) {
    // The compiler's own package is missing: installed without the workspace, or pruned since.
    if (error.code === 'MODULE_NOT_FOUND') return error.code;
    throw error;
  }
}

/** Another process may be building, too: whichever comes second finds the same content there, and is done. */
function replace(target, made) {
  const old = `${target.folder}.${process.pid}.old`;
  for (let tries = 1; ; tries++) {
    try {
      if (existsSync(target.folder)) renameSync(target.folder, old);
      renameSync(made, target.folder);
      break;
    } catch (error) {
      if (isBuilt(target)) break;
      if (tries === 5) throw error;
    } finally {
      rmSync(old, { recursive: true, force: true });
    }
  }
}

/** Without sources (an image that holds only what was built) there is nothing to compare with. */
function isBuilt({ folder, sources }) {
  const stamp = join(folder, STAMP);
  if (!existsSync(stamp)) return false;
  return !existsSync(join(ROOT, sources[0])) || readFileSync(stamp, 'utf8') === digestOf(sources);
}

/** SHA-256 over the names and contents of all files below the sources, and the Node.js line that compiles them. */
function digestOf(sources) {
  const hash = createHash('sha256').update(process.versions.node.split('.')[0]);
  for (const path of sources.flatMap((name) => filesBelow(join(ROOT, name))).sort()) {
    const content = readFileSync(path);
    hash.update(`\n${relative(ROOT, path)} ${content.length}\n`).update(content);
  }
  return hash.digest('hex');
}

function filesBelow(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path).flatMap((name) => filesBelow(join(path, name)));
}

/** Undefined when the program succeeded, else what it wrote to stderr. */
function run(program, args) {
  const { status, stderr } = spawnSync(process.execPath, [program, ...args], {
    stdio: ['ignore', 2, 'pipe'],
    encoding: 'utf8',
    // Under another value the portal's pages would hold React's development build, three times as large.
    env: { ...process.env, NODE_ENV: 'production' },
  });
  return status === 0 ? undefined : stderr;
}

const packageFolder = (name, from = ROOT) =>
  dirname(createRequire(join(from, 'package.json')).resolve(`${name}/package.json`));

const readOnly = ({ name, folder }) =>
  existsSync(folder)
    ? `The ${name} was built from other sources, and its folder cannot be written to: run \`npm run build\` before the folder is made read-only.`
    : `The ${name} is not built, and its folder cannot be written to: run \`npm run build\` before the folder is made read-only.`;

const uninstalled = ({ name }) =>
  `The ${name} cannot be built: a package that compiles it on this machine is not installed, or may not be run. Run \`npm ci\` without \`--omit=optional\`, or copy what was built on another machine.`;
