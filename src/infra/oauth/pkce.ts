import { calculatePKCECodeChallenge, generateRandomCodeVerifier } from 'oauth4webapi';
import { Secret } from '../secrets/secret.js';

export interface Pkce {
  /** 43 characters, 256 bits. */
  readonly verifier: Secret;
  /** S256: BASE64URL(SHA-256(verifier)). */
  readonly challenge: string;
}

/** A new pair for one authorization request (RFC 7636). */
export async function createPkce(): Promise<Pkce> {
  const verifier = generateRandomCodeVerifier();
  return { verifier: new Secret(verifier), challenge: await calculatePKCECodeChallenge(verifier) };
}
