/** Work on all workspaces. It is repeated for some of them, so it must change nothing the second time. */
export interface WorkOnPages {
  readonly pages: AsyncIterable<readonly string[]>;
  readonly work: (workspaceIds: readonly string[]) => Promise<void>;
  /** Called after a failure. @throws when no work can succeed now: that ends the pass. */
  readonly assertPossible: () => Promise<void>;
}

/**
 * Does the work page by page. A page that fails is halved until the workspaces that fail are alone, so that they keep no
 * other from its work. Answers how many failed, and the last error.
 * @throws what `assertPossible` throws.
 */
export async function workOnPages({ pages, work, assertPossible }: WorkOnPages): Promise<{
  failed: number;
  error: unknown;
}> {
  let [failed, error]: [number, unknown] = [0, undefined];
  const tryPage = async (ids: readonly string[]): Promise<void> => {
    try {
      await work(ids);
    } catch (cause) {
      await assertPossible();
      if (ids.length > 1) {
        const half = Math.ceil(ids.length / 2);
        await tryPage(ids.slice(0, half));
        await tryPage(ids.slice(half));
      } else [failed, error] = [failed + 1, cause];
    }
  };
  for await (const ids of pages) await tryPage(ids);
  return { failed, error };
}
