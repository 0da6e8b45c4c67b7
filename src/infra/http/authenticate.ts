import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { apiError } from '../errors/api-error.js';
import { tooMany } from '../errors/throttled.js';

export interface AuthenticateOptions<Actor> {
  /** The actor behind a key, or undefined; throws when that cannot be told now. */
  lookUp(key: string, hash: Buffer, digest: string): Promise<Actor | undefined>;
  readonly failuresPerMinute: number;
}

export type Authenticate<Actor> = (authorization: string | undefined, address: string) => Promise<Actor>;

/**
 * Who calls, or a refusal: UNAUTHENTICATED, or THROTTLED after too many failures from one address with one key
 * prefix. A key that was good here within the last hour is looked up in any case, so that somebody else's failures
 * behind the same address never lock its owner out.
 */
export function createAuthenticate<Actor>({
  lookUp,
  failuresPerMinute,
}: AuthenticateOptions<Actor>): Authenticate<Actor> {
  const failures = new RateLimiterMemory({ points: failuresPerMinute, duration: 60 });
  const wasGood = new LRUCache<string, true>({ max: 10_000, ttl: 3_600_000 });

  return async (authorization, address) => {
    const key = bearer(authorization);
    if (key === undefined) {
      throw apiError(
        'UNAUTHENTICATED',
        'Send an API key: `Authorization: Bearer ll_…`. The first start writes one to .data/api-key.',
      );
    }
    const hash = createHash('sha256').update(key).digest();
    const digest = hash.toString('base64');
    const slot = `${address} ${key.slice(0, 11)}`;
    const seen = wasGood.has(digest);
    if (!seen) await refuseWhenSpent(failures, slot);
    const actor = await lookUp(key, hash, digest);
    if (actor !== undefined) {
      if (!seen) wasGood.set(digest, true);
      return actor;
    }
    wasGood.delete(digest);
    await failures.consume(slot).catch(tooMany);
    throw apiError(
      'UNAUTHENTICATED',
      'This API key is not valid: mistyped, revoked or past its end. `apiKeys`, or `npm run cli -- api-key list`, shows which keys are.',
    );
  };
}

/** The token of an `Authorization: Bearer` header (RFC 6750 §2.1), or undefined. */
function bearer(header: string | undefined): string | undefined {
  return /^Bearer ([\w.~+/-]{1,512}=*)$/i.exec(header ?? '')?.[1];
}

async function refuseWhenSpent(failures: RateLimiterMemory, slot: string): Promise<void> {
  const state = await failures.get(slot);
  if (state !== null && state.remainingPoints <= 0) tooMany(state);
}
