import { readFile } from 'node:fs/promises';
import { codeOf } from '../errors/error-code.js';

/**
 * Whether a process runs. A zombie counts as ended, although signals reach it: in a container whose first process does
 * not reap its children, a killed process would otherwise hold its folder for ever.
 */
export async function isAlive(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === 'EPERM'; // another user's
  }
  if (process.platform !== 'linux') return true;
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return !/\) [ZX] /.test(stat);
}
