import { backgroundReader } from './background-reader.js';
import { NOW } from './clock.js';
import type { Database } from './database.js';

/** How long a reading is used. The two clocks drift apart by less than a ms in this time. */
const READING_MS = 10_000;

interface Reading {
  readonly micros: number;
  /** Of `performance.now()`: before it was asked for, and when it arrived. The database read its clock between both. */
  readonly askedAt: number;
  readonly arrivedAt: number;
}

const microsSince = (at: number): number => (performance.now() - at) * 1000;

/**
 * The database's time for background work that asks for it often: it is read every ten seconds, and this process counts
 * on from there.
 */
export class DatabaseClock {
  #reading: Reading | undefined;

  constructor(private readonly database: Database) {}

  /**
   * Microseconds since 1970; below 2^53 until the year 2255. A little late and never early, because a reading is older than
   * its arrival. @throws the driver's error.
   */
  async micros(): Promise<number> {
    const { micros, arrivedAt } = await this.#known();
    return micros + Math.floor(microsSince(arrivedAt));
  }

  /** As `micros`, but never late: what may not end too soon is counted from here. @throws the driver's error. */
  async microsAtMost(): Promise<number> {
    const { micros, askedAt } = await this.#known();
    return micros + Math.ceil(microsSince(askedAt));
  }

  /** As `micros`. @throws the driver's error. */
  now = async (): Promise<Date> => new Date((await this.micros()) / 1000);

  async #known(): Promise<Reading> {
    const known = this.#reading;
    const askedAt = performance.now();
    if (known !== undefined && askedAt - known.arrivedAt < READING_MS) return known;
    const [row] = await backgroundReader(this.database).query<{ now: string }>(
      `SELECT (date_part('epoch', ${NOW}) * 1000000)::bigint AS now`,
    );
    this.#reading = { micros: Number(row?.now), askedAt, arrivedAt: performance.now() };
    return this.#reading;
  }
}
