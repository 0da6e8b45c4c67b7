/** Work that is done again and again in the background. Times are in ms. */
export interface RepeatedWork {
  readonly work: () => Promise<unknown>;
  /** From the end of one run to the beginning of the next, so that runs never overlap. */
  readonly everyMs: number;
  /** Before the first run; 0 by default. */
  readonly firstMs?: number;
  /** Instead of `everyMs` after a run that failed. */
  readonly afterFailureMs?: number;
  readonly onFailure: (error: unknown) => void;
}

/** Starts repeated work, and answers how to stop it: no run begins after that. Its timer keeps no process alive. */
export function every(repeated: RepeatedWork): () => void {
  const { work, everyMs, firstMs = 0, afterFailureMs = everyMs, onFailure } = repeated;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const schedule = (ms: number): void => {
    if (!stopped) timer = setTimeout(run, ms).unref();
  };
  const run = async (): Promise<void> => {
    try {
      await work();
      schedule(everyMs);
    } catch (error) {
      onFailure(error);
      schedule(afterFailureMs);
    }
  };
  schedule(firstMs);
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
