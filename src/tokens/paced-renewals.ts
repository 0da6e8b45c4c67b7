import type { GrantRef } from './grant/grant.outcomes.js';
import type { RefreshReason } from './grant/grant-lease.repository.js';
import type { RenewalService } from './renewal.service.js';

/** How many renewals may be under way, so that a platform that hangs does not fill the memory. */
const MAX_RUNNING = 200;
/** A delay of up to this long, as by the search for the next grants, is made up for. */
const CATCH_UP_MS = 1_000;

/** Starts renewals at a pace, and does not wait for them, so that one that hangs delays no other. */
export class PacedRenewals {
  /** The renewals under way, by the grant's id. */
  readonly #running = new Map<string, Promise<void>>();
  /** When the next renewal may start, by `performance.now()`. */
  #nextAt = 0;
  /** The number of renewals started so far. */
  started = 0;

  constructor(
    private readonly renewal: RenewalService,
    private readonly perSecond: number,
  ) {}

  get areNoneRunning(): boolean {
    return this.#running.size === 0;
  }

  isRunning(grantId: string): boolean {
    return this.#running.has(grantId);
  }

  /** Starts a renewal. Resolves when the next one may start. */
  async start(ref: GrantRef, reason: RefreshReason): Promise<void> {
    while (this.#running.size >= MAX_RUNNING) await this.untilOneEnds();
    const renewing = this.renewal.renew(ref, reason).finally(() => this.#running.delete(ref.grantId));
    this.#running.set(ref.grantId, renewing);
    this.started++;
    // Jitter, so that processes that started together do not send at the same moments.
    const pauseMs = (1000 / this.perSecond) * (0.5 + Math.random());
    const now = performance.now();
    this.#nextAt = (this.#nextAt < now - CATCH_UP_MS ? now : this.#nextAt) + pauseMs;
    await new Promise((wake) => setTimeout(wake, this.#nextAt - now));
  }

  async untilOneEnds(): Promise<void> {
    await Promise.race(this.#running.values());
  }

  async untilAllEnd(): Promise<void> {
    await Promise.all(this.#running.values());
  }
}
