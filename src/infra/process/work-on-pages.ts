/** Work on pages of items. It is repeated for some of them, so it must change nothing the second time. */
interface WorkOnPages<Item> {
  readonly pages: AsyncIterable<readonly Item[]> | Iterable<readonly Item[]>;
  readonly work: (items: readonly Item[]) => Promise<void>;
  /** Called after a failure. @throws when no work can succeed now: that ends the pass. */
  readonly assertPossible: () => Promise<void>;
}

/**
 * Does the work page by page. A page that fails is halved until the items that fail are alone, so that they keep no other
 * from its work. Answers how many failed, and the last error.
 * @throws what `assertPossible` throws.
 */
export async function workOnPages<Item>({ pages, work, assertPossible }: WorkOnPages<Item>): Promise<{
  failed: number;
  error: unknown;
}> {
  let [failed, error]: [number, unknown] = [0, undefined];
  const tryPage = async (items: readonly Item[]): Promise<void> => {
    try {
      await work(items);
    } catch (cause) {
      await assertPossible();
      if (items.length > 1) {
        const half = Math.ceil(items.length / 2);
        await tryPage(items.slice(0, half));
        await tryPage(items.slice(half));
      } else [failed, error] = [failed + 1, cause];
    }
  };
  for await (const page of pages) await tryPage(page);
  return { failed, error };
}
