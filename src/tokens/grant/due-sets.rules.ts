/**
 * How the credential sets with due grants are worked off: in short batches, in turn. A batch of several sets that is full
 * says little about most of them, so it is divided until a set with many due grants has batches of its own. A set with a
 * million due grants then keeps no other from its turn.
 */

/** Why grants of a set are due: they are idle, their refresh tokens have expired, or they are presented once more. */
export type DueKind = 'idle' | 'expired' | 'recheck';

export interface SetRef {
  readonly workspaceId: string;
  readonly setId: string;
}

/** Sets whose due grants are found by one batch. */
export interface DueSets {
  readonly kind: DueKind;
  readonly sets: readonly SetRef[];
}

/** What remains of the sets after a batch of at most `limit` grants. `found` are the sets of these grants. */
export function remainingSets({ kind, sets }: DueSets, found: readonly SetRef[], limit: number): DueSets[] {
  if (found.length < limit) return [];
  if (sets.length === 1) return [{ kind, sets }];
  const isLarge = ({ setId }: SetRef): boolean => found.filter((one) => one.setId === setId).length >= limit / 2;
  const large = sets.filter(isLarge);
  const others = sets.filter((set) => !large.includes(set));
  const half = large.length > 0 ? others.length : Math.ceil(others.length / 2);
  return [...large.map((set) => [set]), others.slice(0, half), others.slice(half)]
    .filter((part) => part.length > 0)
    .map((part) => ({ kind, sets: part }));
}

/** The same sets, where those that were large before have batches of their own from the beginning. */
export function separateLarge({ kind, sets }: DueSets, isLarge: (set: SetRef) => boolean): DueSets[] {
  const parts = [sets.filter((set) => !isLarge(set)), ...sets.filter(isLarge).map((set) => [set])];
  return parts.filter((part) => part.length > 0).map((part) => ({ kind, sets: part }));
}
