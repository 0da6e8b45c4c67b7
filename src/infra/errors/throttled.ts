import { RateLimiterRes } from 'rate-limiter-flexible';
import { apiError } from './api-error.js';

/** What rate-limiter-flexible throws when a limit is passed, as a refusal; anything else stays what it was. */
export function tooMany(spent: unknown): never {
  if (!(spent instanceof RateLimiterRes)) throw spent;
  const seconds = Math.max(1, Math.ceil(spent.msBeforeNext / 1000));
  throw apiError('THROTTLED', `Too many requests. Try again in ${seconds} s.`, seconds);
}
