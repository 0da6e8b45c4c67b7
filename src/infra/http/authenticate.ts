import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { apiError } from '../errors/api-error.js';
import { RateLimiter } from '../process/rate-limiter.js';

/** What `createAuthenticate` needs. */
export interface AuthenticateOptions<Actor> {
  /**
   * Finds the actor of a key: the key as sent, its SHA-256 hash, and the hash in base64. Undefined: no such key.
   * @throws when the database cannot be asked.
   */
  lookUp(key: string, hash: Buffer, digest: string): Promise<Actor | undefined>;
  /** Failed attempts that one address may make with one key prefix. */
  readonly failuresPerMinute: number;
}

/** Takes the `Authorization` header and the client's address and answers the actor. */
export type Authenticate<Actor> = (authorization: string | undefined, address: string) => Promise<Actor>;

/**
 * Makes the function that authenticates a request by its API key.
 * Failures are counted per address and key prefix. A key that was valid here within the last hour is not subject to
 * that limit, so that failures of another client behind the same address never lock its owner out.
 * @throws (from the function) UNAUTHENTICATED without a valid key, THROTTLED after too many failures.
 */
export function createAuthenticate<Actor>({
  lookUp,
  failuresPerMinute,
}: AuthenticateOptions<Actor>): Authenticate<Actor> {
  const failures = new RateLimiter(failuresPerMinute, 60);
  const wasGood = new LRUCache<string, true>({ max: 10_000, ttl: 3_600_000 });

  return async (authorization, address) => {
    const key = bearer(authorization);
    if (key === undefined) {
      throw apiError(
        'UNAUTHENTICATED',
        'Send an API key: `Authorization: Bearer ll_…`. Outside production the first start writes one to `api-key` in DATA_DIR. `npm run cli -- api-key create` makes others.',
      );
    }
    const hash = createHash('sha256').update(key).digest();
    const digest = hash.toString('base64');
    const slot = `${address} ${key.slice(0, 11)}`;
    const seen = wasGood.has(digest);
    if (!seen) failures.refuseWhenSpent(slot);
    const actor = await lookUp(key, hash, digest);
    if (actor !== undefined) {
      if (!seen) wasGood.set(digest, true);
      return actor;
    }
    wasGood.delete(digest);
    failures.spend(slot);
    throw apiError(
      'UNAUTHENTICATED',
      'This API key is not valid: mistyped, revoked or past its end. `apiKeys`, or `npm run cli -- api-key list`, shows which keys are.',
    );
  };
}

/** Reads the token of an `Authorization: Bearer` header (RFC 6750 §2.1). Undefined: there is none. */
function bearer(header: string | undefined): string | undefined {
  return /^Bearer ([\w.~+/-]{1,512}=*)$/i.exec(header ?? '')?.[1];
}
