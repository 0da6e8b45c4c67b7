/**
 * Builds the API and the portal when what was built is not what the sources say. Both are judged by content, not by file
 * times: a copy that keeps old times (rsync -a, tar, a container layer) would otherwise run yesterday's code.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { hostname } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
/** In each built folder: the digest of the sources that it was built from, and how much was built. */
const STAMP = '.built';
/** What lies beside sources and is not compiled: files of editors and file managers, and texts. */
const NOT_COMPILED = /^[.#]|~$|\.md$/;
/** What keeps a folder from being written to, by Node's error codes. */
const READ_ONLY = ['EROFS', 'EACCES', 'EPERM'];
/** What keeps a folder from being renamed: it is a mount point, or comes from a lower layer of a container's image. */
const FIXED = ['EBUSY', 'EXDEV'];
const HOUR_MS = 3_600_000;
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
  compile: (folder) => {
    process.stderr.write('Building the portal…\n');
    const vite = join(packageFolder('vite', join(ROOT, 'portal')), 'bin', 'vite.js');
    return run(vite, ['build', join(ROOT, 'portal'), '--outDir', folder, '--emptyOutDir']);
  },
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
    build(PORTAL);
    return true;
  } catch (error) {
    if (error instanceof BuildFailed) process.stderr.write(`${error.message}\n`);
    return false;
  }
}

/** Builds beside the folder and puts the result in its place in one step: a build that fails leaves what was there. */
function build(target) {
  removeLeftovers(target.folder);
  const why = whyNotBuilt(target);
  if (why === undefined) return;
  const made = `${target.folder}.build.${hostname()}.${process.pid}`;
  try {
    mkdirSync(made, { recursive: true });
  } catch (error) {
    if (READ_ONLY.includes(error.code)) throw new BuildFailed(readOnly(target, why));
    throw error;
  }
  try {
    const digest = digestOf(target.sources);
    compile(target, made);
    writeFileSync(join(made, STAMP), `${digest} ${extentOf(made)}`);
    replace(target, made);
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
}

/** Removes what killed builds left. Other machines and containers may share the folder: theirs go after an hour. */
function removeLeftovers(folder) {
  const prefix = `${basename(folder)}.build.`;
  try {
    for (const name of readdirSync(dirname(folder)).filter((each) => each.startsWith(prefix))) {
      const path = join(dirname(folder), name);
      const [, host, pid] = /^(.+)\.(\d+)(?:\.old)?$/.exec(name.slice(prefix.length)) ?? [];
      const isUsed = host === hostname() ? isRunning(Number(pid)) : Date.now() - statSync(path).mtimeMs < HOUR_MS;
      if (!isUsed) rmSync(path, { recursive: true, force: true });
    }
  } catch {
    // The folder cannot be written to, or another process removes the same.
  }
}

/** This process has built nothing yet: a folder with its id comes from an earlier process, such as before a restart. */
function isRunning(pid) {
  try {
    return pid !== process.pid && process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
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
  for (let tries = 1; ; tries++) {
    try {
      return putInPlace(target.folder, made);
    } catch (error) {
      if (whyNotBuilt(target) === undefined) return;
      if (tries === 5) throw new BuildFailed(irreplaceable(target, error));
    }
  }
}

function putInPlace(folder, made) {
  const old = `${made}.old`;
  try {
    if (existsSync(folder)) renameSync(folder, old);
    renameSync(made, folder);
  } catch (error) {
    if (!FIXED.includes(error.code)) throw error;
    fill(folder, made);
  } finally {
    rmSync(old, { recursive: true, force: true });
  }
}

/** The stamp goes first and comes last: a folder that is filled in part does not count as built. */
function fill(folder, made) {
  const stamp = join(made, STAMP);
  for (const name of [STAMP, ...readdirSync(folder)]) rmSync(join(folder, name), { recursive: true, force: true });
  cpSync(made, folder, { recursive: true, filter: (path) => path !== stamp });
  cpSync(stamp, join(folder, STAMP));
}

/** Undefined when it is built. Without sources (an image that holds only what was built) there are none to compare with. */
function whyNotBuilt({ folder, sources }) {
  try {
    const [digest, extent] = readFileSync(join(folder, STAMP), 'utf8').split(' ');
    if (existsSync(join(ROOT, sources[0])) && digest !== digestOf(sources)) return 'was built from other sources';
    return extent === extentOf(folder) ? undefined : 'is not as it was built: files are missing or were changed';
  } catch (error) {
    // Also where another process puts its build in place at this moment.
    if (error.code === 'ENOENT') return 'is not built';
    throw error;
  }
}

/** SHA-256 over the names and contents of all files below the sources. */
function digestOf(sources) {
  const hash = createHash('sha256');
  for (const path of sources.flatMap((name) => filesBelow(join(ROOT, name))).sort()) {
    const content = readFileSync(path);
    hash.update(`\n${relative(ROOT, path)} ${content.length}\n`).update(content);
  }
  return hash.digest('hex');
}

/** How many files a built folder has, and how many bytes: `files/bytes`. */
function extentOf(folder) {
  const sizes = filesBelow(folder).map((path) => statSync(path).size);
  return `${sizes.length}/${sizes.reduce((sum, size) => sum + size, 0)}`;
}

function filesBelow(path) {
  if (NOT_COMPILED.test(basename(path)) || !existsSync(path)) return [];
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

const readOnly = ({ name }, why) =>
  `The ${name} ${why}, and its folder cannot be written to: run \`npm run build\` before the folder is made read-only.`;

const irreplaceable = ({ name, folder }, { code }) =>
  `The ${name} was built, but cannot be put into ${folder} (${code}): let this user write to that folder, or remove it.`;

const uninstalled = ({ name }) =>
  `The ${name} cannot be built: a package that compiles it on this machine is not installed, or may not be run. Run \`npm ci\` without \`--omit=optional\`, or copy what was built on another machine.`;
