import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';

/** The ownership of a data folder. It lasts as long as its connection. */
export interface Ownership {
  /** False when another process became the owner while the connection was lost. */
  isHeld(): boolean;
  /** To be called before the server is stopped: the loss of the connection is expected from then on. */
  letGo(): void;
  /** Ends the connection. */
  release(): Promise<void>;
}

/** The numbers are arbitrary ("ledg", "link"): no other program uses this cluster. Advisory locks count per database. */
const TRY_LOCK = 'SELECT pg_try_advisory_lock(1818583143, 1818848875) AS taken';

/**
 * Takes the lock that marks the owner; answers whether it did. `patience` is in ms: PostgreSQL frees the lock of a killed
 * process about a millisecond later, when its backend notices.
 */
export async function tryToOwn(client: pg.Client, patience: number): Promise<boolean> {
  const deadline = performance.now() + patience;
  for (;;) {
    const { rows } = await client.query<{ taken: boolean }>(TRY_LOCK);
    if (rows[0]?.taken) return true;
    if (performance.now() > deadline) return false;
    await sleep(10);
  }
}

/**
 * Keeps the lock of the connection `first` for the life of the process, without keeping the process alive. When a
 * backend crashes, PostgreSQL drops all connections and goes on, so a lost lock is taken again. `reconnect` answers
 * undefined when the server has ended for good.
 */
export function keepOwning(first: pg.Client, reconnect: () => Promise<pg.Client | undefined>): Ownership {
  let client = first;
  let held = true;
  let expected = false;

  const hold = (next: pg.Client): void => {
    client = next;
    unref(next);
    next.once('end', () => {
      if (!expected) void regain();
    });
  };
  const regain = async (): Promise<void> => {
    while (!expected) {
      await sleep(100, undefined, { ref: false });
      try {
        const next = await reconnect();
        if (next === undefined) return;
        held = await tryToOwn(next, 0);
        if (held) return hold(next);
        return await next.end();
      } catch {
        // still restarting: once more
      }
    }
  };
  hold(first);

  return {
    isHeld: () => held,
    letGo: () => {
      expected = true;
    },
    release: () => client.end().catch(() => undefined), // the server may have ended it first
  };
}

/** pg has `Client.unref`, its types have not. */
function unref(client: pg.Client): void {
  (client as pg.Client & { unref(): void }).unref();
}
