// The folder `platform-requests/budget`: the budgets of requests to platforms, which all processes share: their arithmetic,
// their rows, and the turns that a process holds. What a turn is used for stands in `platform-requests`.

import { setTimeout as sleep } from 'node:timers/promises';
import { countBudget } from '../../infra/observability/metrics.js';
import {
  allowance,
  type Limit,
  lotSize,
  MAX_LOT,
  msUntilTurn,
  pullLimit,
  TURN_LASTS_MS,
  turnsThatFit,
  turnTimes,
} from './budget.rules.js';
import type { Booking, BudgetRow } from './request-budget.repository.js';

/** The rows of one budget, and the database's clock. Times of rows are microseconds, local ones `performance.now()`. */
export interface BudgetStore {
  /** Undefined: the turns do not fit. */
  book(booking: Booking): Promise<BudgetRow | undefined>;
  /** Undefined: nothing was booked yet. */
  read(): Promise<BudgetRow | undefined>;
  /** The database's time now. It may be a little late, and is never early. */
  now(): Promise<number>;
}

/** No turn is free in time. */
export interface Busy {
  readonly retryAfterMs: number;
}

/** How old may be what is known of a refusal of the platform. */
const KNOWN_FOR_MS = 50;
/** A lot that is used up within this time was too small. */
const QUICK_MS = 250;
/** How far ahead pulls book turns. People who come meanwhile wait behind these. */
const PULLS_AHEAD_MS = 400;

/** `at`: of `performance.now()`. */
async function sleepUntil(at: number): Promise<void> {
  const ms = at - performance.now();
  if (ms > 0) await sleep(ms);
}

/**
 * One budget, as this process uses it. All processes book turns in one row of the database, a few at once, so that they
 * keep one limit together. A turn has a time. It is used from then on, and dropped soon after.
 */
export class SharedBudget {
  /** The times of the turns that are booked and not used, earliest first. */
  readonly #turns: number[] = [];
  #lot = { used: 0, dropped: false, from: 0 };
  #waiting = 0;
  #booking: Promise<Busy | undefined> | undefined;
  #closedUntil = 0;
  #knownAt = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | undefined;

  constructor(
    private readonly store: BudgetStore,
    private readonly limit: Limit,
    /** Turns are for pulls, which may use a part of the budget only. */
    private readonly forPulls = false,
  ) {}

  /** Waits for a turn, and for the budget to be open. `until`: when the caller stops waiting. */
  async take(until: number): Promise<Busy | undefined> {
    if (!this.forPulls) return this.#take(until);
    for (;;) {
      const busy = await this.#take(Math.min(until, performance.now() + PULLS_AHEAD_MS));
      if (busy === undefined || performance.now() + busy.retryAfterMs > until) return busy;
      await sleep(busy.retryAfterMs);
    }
  }

  async #take(until: number): Promise<Busy | undefined> {
    for (;;) {
      const turn = await this.#turn(until);
      if (typeof turn !== 'number') return turn;
      // The reading takes its time before the turn, so that the turn is used when it is due.
      await sleepUntil(turn - KNOWN_FOR_MS / 2);
      await this.#know();
      await sleepUntil(turn);
      if (performance.now() > turn + TURN_LASTS_MS) {
        // It was kept too long, or a busy machine woke this caller too late. Turns that are used late make a burst.
        this.#lot = { ...this.#lot, used: this.#lot.used - 1, dropped: true };
        countBudget('dropped');
        continue;
      }
      const closedMs = this.#closedUntil - performance.now();
      if (closedMs <= 0) return undefined;
      if (this.#closedUntil > until) return { retryAfterMs: closedMs };
      await sleep(closedMs);
      // Those that waited for this do not go on at once: each takes a new turn.
    }
  }

  /** The platform refused: this process uses no turn before `until`. The row of the database tells the others. */
  close(until: number): void {
    this.#closedUntil = Math.max(this.#closedUntil, until);
  }

  /** The time of a turn that nothing else uses. */
  async #turn(until: number): Promise<number | Busy> {
    for (;;) {
      const [next] = this.#turns;
      if (next !== undefined && next > Math.max(until, performance.now()))
        return { retryAfterMs: next - performance.now() };
      if (next !== undefined) {
        this.#turns.shift();
        this.#lot.used += 1;
        return next;
      }
      this.#waiting += 1;
      const mine = this.#booking === undefined;
      this.#booking ??= this.#book(until).finally(() => {
        this.#booking = undefined;
      });
      const busy = await this.#booking.finally(() => {
        this.#waiting -= 1;
      });
      if (busy !== undefined && mine) return busy;
    }
  }

  async #book(until: number): Promise<Busy | undefined> {
    const { used, dropped, from } = this.#lot;
    // A step, so that callers of the same moment are counted.
    await Promise.resolve();
    const quick = !dropped && performance.now() - from < QUICK_MS;
    let turns = lotSize(this.#waiting, { used, quick });
    let row: BudgetRow | undefined;
    for (let tries = 0; turns > 0 && tries < 3; tries += 1) {
      const now = await this.store.now();
      const waitMs = Math.max(0, until - performance.now());
      const booked = await this.store.book(this.#bookingOf(turns, now, waitMs));
      if (booked !== undefined) return this.#booked(booked, turns, now);
      row = await this.store.read();
      this.#learn(row, now);
      if ((row?.closed_until ?? 0) > now + waitMs * 1000) break;
      turns = Math.min(MAX_LOT, turns - 1, this.#fitting(row, now, waitMs));
    }
    return { retryAfterMs: await this.#retryAfter(row) };
  }

  #bookingOf(turns: number, now: number, waitMs: number): Booking {
    const pulls = pullLimit(this.limit);
    return {
      now,
      cost: turns * this.limit.interval,
      allowance: allowance(this.limit, waitMs),
      pullCost: this.forPulls ? turns * pulls.interval : 0,
      pullAllowance: this.forPulls ? allowance(pulls, waitMs) : 0,
      openBy: now + Math.floor(waitMs * 1000),
    };
  }

  #fitting(row: BudgetRow | undefined, now: number, waitMs: number): number {
    const fit = turnsThatFit(row?.tat ?? 0, now, this.limit, waitMs);
    return this.forPulls ? Math.min(fit, turnsThatFit(row?.pull_tat ?? 0, now, pullLimit(this.limit), waitMs)) : fit;
  }

  #booked(row: BudgetRow, turns: number, now: number): undefined {
    countBudget('booking');
    const local = performance.now();
    for (const at of turnTimes(row.tat, turns, this.limit)) this.#turns.push(local + Math.max(0, (at - now) / 1000));
    this.#lot = { used: 0, dropped: false, from: this.#turns[0] ?? local };
    this.#learn(row, now);
  }

  async #retryAfter(row: BudgetRow | undefined): Promise<number> {
    const now = await this.store.now();
    const turnMs = Math.max(
      msUntilTurn(row?.tat ?? 0, now, this.limit),
      this.forPulls ? msUntilTurn(row?.pull_tat ?? 0, now, pullLimit(this.limit)) : 0,
    );
    return Math.max(turnMs, ((row?.closed_until ?? 0) - now) / 1000);
  }

  #learn(row: BudgetRow | undefined, now: number): void {
    this.#knownAt = performance.now();
    this.close(this.#knownAt + ((row?.closed_until ?? 0) - now) / 1000);
  }

  /** Reads whether another process has closed the budget, unless that is known. */
  async #know(): Promise<void> {
    if (performance.now() - this.#knownAt < KNOWN_FOR_MS) return;
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    await this.#reading;
  }

  async #read(): Promise<void> {
    const row = await this.store.read();
    this.#learn(row, await this.store.now());
  }
}
