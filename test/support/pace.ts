const SPIN_MS = 20;

/**
 * How many times slower than alone this process computes just now: 1 on a quiet machine, 4 where it gets a quarter of a
 * processor. A limit that a test sets to what is computed is multiplied by it; a limit that the product waits for is not.
 */
export function slowdown(): number {
  const began = performance.now();
  const from = process.cpuUsage();
  const used = () => {
    const { user, system } = process.cpuUsage(from);
    return (user + system) / 1_000;
  };
  while (used() < SPIN_MS);
  return Math.max(1, (performance.now() - began) / used());
}

/** Runs `work`; answers its result and the larger slowdown of before and after. */
export async function withSlowdown<T>(work: () => Promise<T>): Promise<{ result: T; slower: number }> {
  const before = slowdown();
  const result = await work();
  return { result, slower: Math.max(before, slowdown()) };
}

/** About how long `work` takes on a machine that does nothing else, in ms. */
export async function msAlone(work: () => Promise<unknown>): Promise<number> {
  const { result, slower } = await withSlowdown(async () => {
    const began = performance.now();
    await work();
    return performance.now() - began;
  });
  return result / slower;
}
