import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import type { DataSource } from 'typeorm';
import { previewRevert, revertLast } from '../infra/database/revert.js';
import { usage } from './output.js';

/**
 * Takes the newest migration back, after the terminal was asked; answers its name.
 * @throws UsageError without a terminal to ask on, where `yes` is not given.
 */
export async function revertWhenConfirmed(source: DataSource, yes: boolean): Promise<string | undefined> {
  if (yes) return revertLast(source);
  const preview = await previewRevert(source);
  if (preview === undefined) return undefined;
  const { name, losses } = preview;
  await confirm(
    losses.length === 0
      ? `Taking back ${name} loses nothing that is stored.`
      : `Taking back ${name} deletes for good: ${losses.join(', ')}.`,
  );
  return revertLast(source, name);
}

async function confirm(consequence: string): Promise<void> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) usage(`${consequence} Nothing was done. Give --yes to do it.`);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const closed = once(terminal, 'close').then(() => 'no'); // by Ctrl-C or Ctrl-D, for which Node may also reject
  const asked = terminal.question(`${consequence} Type yes to do it: `).catch(() => 'no');
  const answer = await Promise.race([asked, closed]);
  terminal.close();
  if (answer.trim() !== 'yes') usage('Nothing was done.');
}
