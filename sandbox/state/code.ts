import type { Challenge } from '../oauth/pkce.js';

/** An authorization code that was not exchanged yet. */
export interface Code {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly user: string;
  readonly country: string;
  readonly scope: string;
  readonly challenge: Challenge | null;
  readonly expiresAt: number;
}
