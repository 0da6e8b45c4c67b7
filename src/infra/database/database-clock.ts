import { backgroundReader } from './background-reader.js';
import { NOW } from './clock.js';
import type { Database } from './database.js';

/** How long a reading is used. The two clocks drift apart by less than a ms in this time. */
const READING_MS = 10_000;

/**
 * The database's time for background work that asks for it often: it is read every ten seconds, and this process counts
 * on from there. It is a little late and never early, because a reading is older than its arrival.
 */
export class DatabaseClock {
  #reading: { readonly micros: number; readonly at: number } | undefined;

  constructor(private readonly database: Database) {}

  /** Microseconds since 1970; below 2^53 until the year 2255. @throws the driver's error. */
  async micros(): Promise<number> {
    const known = this.#reading;
    if (known !== undefined && performance.now() - known.at < READING_MS)
      return known.micros + Math.floor((performance.now() - known.at) * 1000);
    const [row] = await backgroundReader(this.database).query<{ now: string }>(
      `SELECT (date_part('epoch', ${NOW}) * 1000000)::bigint AS now`,
    );
    const micros = Number(row?.now);
    this.#reading = { micros, at: performance.now() };
    return micros;
  }

  /** @throws the driver's error. */
  now = async (): Promise<Date> => new Date((await this.micros()) / 1000);
}
