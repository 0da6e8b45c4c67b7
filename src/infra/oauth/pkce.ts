import { calculatePKCECodeChallenge, generateRandomCodeVerifier } from 'oauth4webapi';
import { Secret } from '../secrets/secret.js';

/** The verifier and the challenge of one authorization request (RFC 7636). */
export interface Pkce {
  /** 43 characters, 256 bits. */
  readonly verifier: Secret;
  /** S256: BASE64URL(SHA-256(verifier)). */
  readonly challenge: string;
}

/** Makes a new random verifier with its challenge. Use it for one authorization request only. */
export async function createPkce(): Promise<Pkce> {
  const verifier = generateRandomCodeVerifier();
  return { verifier: new Secret(verifier), challenge: await calculatePKCECodeChallenge(verifier) };
}
