import type { FastifyRequest } from 'fastify';
import type { Settings } from '../state/settings.js';
import { API_ERRORS } from './api-error.js';

interface Counts {
  requests: number;
  refused: number;
  /** Requests that came before the time that an earlier 429 had named. */
  early: number;
  mostAtOnce: number;
}

interface Counter extends Counts {
  atOnce: number;
  closedUntil: number;
  readonly windows: Map<number, { start: number; count: number }>;
  /** For each window's length, when the bucket would be full again. */
  readonly fullAt: Map<number, number>;
}

const newCounter = (): Counter => ({
  requests: 0,
  refused: 0,
  early: 0,
  mostAtOnce: 0,
  atOnce: 0,
  closedUntil: 0,
  windows: new Map(),
  fullAt: new Map(),
});

/** Requests of applications and businesses: counted always, and refused above the limits of the settings. */
export class RequestLimits {
  readonly #applications = new Map<string, Counter>();
  readonly #businesses = new Map<string, Counter>();
  readonly #running = new WeakMap<FastifyRequest, Counter>();

  /** @throws ApiError 429 */
  enterApplication(request: FastifyRequest, clientId: string, settings: Settings): void {
    const counter = counterOf(this.#applications, clientId);
    const { requestsPerSecond, requestsPerDay, requestsAtOnce } = settings;
    const limits = [
      [1_000, requestsPerSecond],
      [86_400_000, requestsPerDay],
    ] as const;
    const isCrowded = requestsAtOnce > 0 && counter.atOnce >= requestsAtOnce;
    count(counter, limits, isCrowded, settings);
    this.#running.set(request, counter);
    counter.atOnce += 1;
    counter.mostAtOnce = Math.max(counter.mostAtOnce, counter.atOnce);
  }

  /** @throws ApiError 429 */
  enterBusiness(businessId: string, settings: Settings): void {
    count(counterOf(this.#businesses, businessId), [[60_000, settings.businessRequestsPerMinute]], false, settings);
  }

  /** The request was answered. */
  leave(request: FastifyRequest): void {
    const counter = this.#running.get(request);
    if (counter !== undefined) counter.atOnce -= 1;
    this.#running.delete(request);
  }

  counts() {
    const view = (counters: Map<string, Counter>): Record<string, Counts> =>
      Object.fromEntries(
        [...counters].map(([key, { requests, refused, early, mostAtOnce }]) => [
          key,
          { requests, refused, early, mostAtOnce },
        ]),
      );
    return { applications: view(this.#applications), businesses: view(this.#businesses) };
  }

  clear(): void {
    this.#applications.clear();
    this.#businesses.clear();
  }
}

function counterOf(counters: Map<string, Counter>, key: string): Counter {
  const counter = counters.get(key) ?? newCounter();
  counters.set(key, counter);
  return counter;
}

/** Counts by the machine's clock. A refused request uses no turn. */
function count(
  counter: Counter,
  limits: readonly (readonly [windowMs: number, limit: number])[],
  isCrowded: boolean,
  { retryAfter, limitWindow }: Settings,
): void {
  const now = Date.now();
  counter.requests += 1;
  if (now < counter.closedUntil) counter.early += 1;
  const wait = limitWindow === 'fixed' ? waitInWindow : waitInBucket;
  const waits = limits.map(([windowMs, limit]) => (limit === 0 ? 0 : wait(counter, windowMs, limit, now)));
  const waitMs = Math.max(isCrowded ? 1_000 : 0, ...waits);
  if (waitMs > 0) {
    counter.refused += 1;
    const seconds = Math.ceil(waitMs / 1_000);
    counter.closedUntil = now + seconds * 1_000;
    throw API_ERRORS.tooManyRequests(retryAfter ? seconds : undefined);
  }
  for (const [windowMs, limit] of limits) {
    windowOf(counter, windowMs, now).count += 1;
    if (limit > 0) counter.fullAt.set(windowMs, Math.max(counter.fullAt.get(windowMs) ?? 0, now) + windowMs / limit);
  }
}

/** Milliseconds until the window ends, when its turns are used up. */
function waitInWindow(counter: Counter, windowMs: number, limit: number, now: number): number {
  const { start, count } = windowOf(counter, windowMs, now);
  return count >= limit ? start + windowMs - now : 0;
}

/** Milliseconds until the bucket has a whole turn. */
const waitInBucket = ({ fullAt }: Counter, windowMs: number, limit: number, now: number) =>
  (fullAt.get(windowMs) ?? 0) + windowMs / limit - windowMs - now;

function windowOf({ windows }: Counter, windowMs: number, now: number): { start: number; count: number } {
  const start = Math.floor(now / windowMs) * windowMs;
  const found = windows.get(windowMs);
  if (found?.start === start) return found;
  const fresh = { start, count: 0 };
  windows.set(windowMs, fresh);
  return fresh;
}
