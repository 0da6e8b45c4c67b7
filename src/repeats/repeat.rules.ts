import { createHash } from 'node:crypto';

/** How long the answer of a mutation with an idempotency key is kept. */
export const KEPT_HOURS = 24;

/** Whether a text can be an idempotency key. */
export const isIdempotencyKey = (key: string): boolean => /^[\x20-\x7e]{8,200}$/.test(key);

/** The SHA-256 of several parts. The length of each is hashed first, so that no two lists of parts give the same bytes. */
export function sha256(parts: readonly (string | Buffer)[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:`).update(part);
  return hash.digest();
}

/** What is stored instead of a key. */
export const keyHash = (key: string): Buffer => sha256([key]);

/** The idempotency key of a request: the value of its header, or of its extension. Undefined: it has none. */
export function readKey(header: unknown, extension: unknown): { readonly key?: string; readonly why?: string } {
  const given = [header, extension].filter((one) => one !== undefined && one !== null);
  const [key = undefined, other = key] = given;
  if (key === undefined) return {};
  if (key !== other)
    return { why: 'The header `Idempotency-Key` and `extensions.idempotencyKey` differ. Send one of them.' };
  if (typeof key !== 'string' || !isIdempotencyKey(key))
    return { why: 'An idempotency key must have 8 to 200 printable ASCII characters.' };
  return { key };
}

/** What tells requests with the same key apart. */
export interface KeyedBody {
  readonly apiKeyId: string;
  readonly query: unknown;
  readonly operationName: unknown;
  readonly variables: unknown;
}

/** Equal for the same operation with the same variables, sent with the same API key. */
export const requestHash = ({ apiKeyId, query, operationName, variables }: KeyedBody): string =>
  sha256([apiKeyId, JSON.stringify([query, operationName ?? null, variables ?? null])]).toString('hex');

/** A kept answer as one text: the hash of its request, and the JSON that was sent. */
export const toKept = (hash: string, answer: string): string => `${hash} ${answer}`;

/** The answer to a request whose key has a kept answer. `reused`: the key belongs to another request. */
export function decideRepeat(kept: string, hash: string): { readonly answer: string } | 'reused' {
  return kept.startsWith(`${hash} `) ? { answer: kept.slice(hash.length + 1) } : 'reused';
}
