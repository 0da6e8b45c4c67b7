import { createHash } from 'node:crypto';

/** An id in Sage's format: 32 lower-case hex characters. The same name gives the same id in every sandbox. */
export function hexId(name: string): string {
  return createHash('sha256').update(name).digest('hex').slice(0, 32);
}

/** An id in Sage's format for users. */
export function uuidOf(name: string): string {
  const hex = hexId(name);
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20)].join('-');
}
