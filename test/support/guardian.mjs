/**
 * Ends what a test run started, once the run is over: child processes, PostgreSQL servers whose data lie in the run's
 * folder, and the folder. It runs as a process of its own, and its standard input is a pipe that only the run holds. The
 * pipe closes when the run has ended, or was interrupted or killed.
 *
 * `node guardian.mjs <folder of the run>`
 */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { childrenFolder, endGroups } from './child-groups.mjs';

const [folder] = process.argv.slice(2);
process.stdin.resume().once('end', async () => {
  endGroups(childrenFolder(folder));
  await Promise.all(dataFoldersBelow(folder).map(endPostgres));
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
});

/** PostgreSQL's own folders hold thousands of files and no other server: they are not looked into. */
function dataFoldersBelow(path) {
  if (existsSync(join(path, 'PG_VERSION'))) return [path];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => dataFoldersBelow(join(path, name)));
}

/** SIGQUIT ends a server at once, without writing anything more; it removes its file as the last thing. */
async function endPostgres(dataFolder) {
  const file = join(dataFolder, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
  let there = signalled(pid, 'SIGQUIT');
  while (there && existsSync(file)) {
    await sleep(20);
    there = signalled(pid, 0);
  }
}

function signalled(pid, signal) {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
