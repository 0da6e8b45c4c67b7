import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Where the processes of a run are written down: a file per process, named by its id, in a folder per worker of Jest. */
export const childrenFolder = (runFolder) => join(runFolder, 'children');

/** Kills every process that is written down below a folder, with its process group, and forgets it. */
export function endGroups(folder) {
  for (const { name, parentPath } of filesBelow(folder)) {
    const pid = Number(name);
    // A process that leads no group of its own has none to kill.
    for (const target of [-pid, pid]) killIfThere(target);
    rmSync(join(parentPath, name), { force: true });
  }
}

function filesBelow(folder) {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}

function killIfThere(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}
