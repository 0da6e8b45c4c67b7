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
  /** By how many shares the grants of the batch are further than those of this process: it helps another one. */
  readonly helping?: number;
}

/**
 * What remains of the sets after a batch of at most `limit` grants, where `shares` processes work on them. `found` are the
 * sets of these grants. A process that is through with its grants of a large set helps the others with theirs.
 */
export function remainingSets(
  { kind, sets, helping = 0 }: DueSets,
  found: readonly SetRef[],
  { limit, shares }: { readonly limit: number; readonly shares: number },
): DueSets[] {
  if (sets.length === 1) {
    const next = found.length < limit ? helping + 1 : helping;
    return next < shares ? [{ kind, sets, helping: next }] : [];
  }
  if (found.length < limit) return [];
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
