import { createHash, timingSafeEqual } from 'node:crypto';

const hash = (text: string) => createHash('sha256').update(text).digest();

/** Compares in constant time. Hashing first hides the lengths too. */
export function equalSecrets(a: string, b: string): boolean {
  return timingSafeEqual(hash(a), hash(b));
}
