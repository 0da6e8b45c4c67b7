import type { WorkShare } from '../infra/database/work-share.js';

/**
 * The share of the process `id` among the living ones. The shares move on by one with each `turn`, so that a process that
 * can do a piece of work only in vain, such as one that does not reach a platform, soon leaves it to another one.
 */
export function shareOf(id: string, living: readonly string[], turn: number): WorkShare {
  const ids = [...new Set([...living, id])].sort();
  return { index: (ids.indexOf(id) + turn) % ids.length, count: ids.length };
}
