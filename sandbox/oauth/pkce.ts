import { createHash, timingSafeEqual } from 'node:crypto';

export interface Challenge {
  readonly method: 'S256' | 'plain';
  readonly value: string;
}

const SHAPE = /^[A-Za-z0-9._~-]{43,128}$/;

/** Reads the PKCE challenge. Null: none was sent. A challenge without a method is `plain` (RFC 7636, 4.3). */
export function readChallenge(value: string | undefined, method: string | undefined): Challenge | 'invalid' | null {
  if (value === undefined) return method === undefined ? null : 'invalid';
  if (!SHAPE.test(value)) return 'invalid';
  const used = method ?? 'plain';
  return used === 'S256' || used === 'plain' ? { method: used, value } : 'invalid';
}

/** A verifier without a challenge is refused, which prevents a PKCE downgrade attack (RFC 9700, 2.1.1). */
export function isVerified(challenge: Challenge | null, verifier: string | undefined): boolean {
  if (challenge === null || verifier === undefined) return challenge === null && verifier === undefined;
  if (!SHAPE.test(verifier)) return false;
  const computed = challenge.method === 'S256' ? createHash('sha256').update(verifier).digest('base64url') : verifier;
  const [a, b] = [Buffer.from(computed), Buffer.from(challenge.value)];
  return a.length === b.length && timingSafeEqual(a, b);
}
