import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClusterPlace } from './place.js';

/** In bytes. PostgreSQL appends a few lines a day; a start empties a log that is larger. */
const LOG_LIMIT = 10_000_000;

/** The path of the server's log. */
export function logPath(place: ClusterPlace): string {
  return join(place.dataDir, 'postgres.log');
}

/** Opens the log. The server inherits the file, so the user `runAs` needs no right to its folder. */
export async function openLog(place: ClusterPlace): Promise<FileHandle> {
  const { O_RDWR, O_APPEND, O_CREAT, O_NOFOLLOW } = constants;
  const log = await open(logPath(place), O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW, 0o600);
  if ((await log.stat()).size > LOG_LIMIT) await log.truncate();
  return log;
}

/** The text that was logged after a position, at most 16 kB. */
export async function textFrom(log: FileHandle, position: number): Promise<string> {
  const { buffer, bytesRead } = await log.read({ buffer: Buffer.alloc(16_384), position });
  return buffer.toString('utf8', 0, bytesRead);
}
