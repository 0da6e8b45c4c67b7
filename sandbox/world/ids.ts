import { createHash } from 'node:crypto';

/** 32 lower-case hex characters, as Sage's ids are; the same for the same name in every sandbox. */
export function hexId(name: string): string {
  return createHash('sha256').update(name).digest('hex').slice(0, 32);
}

/** As Sage writes the ids of users. */
export function uuidOf(name: string): string {
  const hex = hexId(name);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20),
  ].join('-');
}
