import { LRUCache } from 'lru-cache';
import { apiError } from '../errors/api-error.js';

/** How many keys a limiter remembers; the one that was used least recently goes first. */
const MAX_KEYS = 10_000;
/** A longer key is a bug: the code that makes a key bounds what a caller can put into it. */
const MAX_KEY_LENGTH = 200;

/** `endsAt` is a time of `performance.now()`. */
type Window = { spent: number; readonly endsAt: number };

/**
 * Counts per key in windows that begin with the first use: at most `points` in `seconds`. Its memory is bounded,
 * however many keys callers make up. Each process counts by itself.
 */
export class RateLimiter {
  readonly #windows = new LRUCache<string, Window>({ max: MAX_KEYS });

  constructor(
    private readonly points: number,
    private readonly seconds: number,
  ) {}

  /** Counts `cost`. @throws THROTTLED, with the seconds until the window ends, when more than `points` are spent. */
  spend(key: string, cost = 1): void {
    const window = this.count(key, cost);
    if (window.spent > this.points) throw tooMany(window);
  }

  /** Counts `cost` and refuses nothing. */
  count(key: string, cost = 1): Window {
    const window = this.#window(key);
    window.spent += cost;
    return window;
  }

  /** Counts nothing. @throws THROTTLED when all points of the key are spent. */
  refuseWhenSpent(key: string): void {
    const window = this.#windows.get(key);
    if (window !== undefined && window.endsAt > performance.now() && window.spent >= this.points) throw tooMany(window);
  }

  #window(key: string): Window {
    if (key.length > MAX_KEY_LENGTH) throw new Error('the key of a limit is not bounded');
    const now = performance.now();
    const known = this.#windows.get(key);
    if (known !== undefined && known.endsAt > now) return known;
    const window = { spent: 0, endsAt: now + this.seconds * 1000 };
    this.#windows.set(key, window);
    return window;
  }
}

function tooMany({ endsAt }: Window): Error {
  const seconds = Math.max(1, Math.ceil((endsAt - performance.now()) / 1000));
  return apiError('THROTTLED', `Too many requests. Try again in ${seconds} s.`, seconds);
}
