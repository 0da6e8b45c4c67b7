import { sha256 } from '../repeats/repeat.rules.js';

/** How long a key is remembered. */
export const KEPT_DAYS = 7;
/** After this time without an end, the process that sent a request counts as killed. */
export const ABANDONED_SECONDS = 60;
/** The largest answer that is kept for a repeated request, in bytes. */
export const MAX_KEPT_BYTES = 64 * 1024;

/** Tells requests with the same key apart: the method, the path with its query as it is sent, and the body. */
export const requestHash = (method: string, path: string, body: Buffer): Buffer => sha256([method, path, body]);

/** The id under which the platform itself recognises a repeated write: 128 bits in hex. */
export const platformIdOf = (workspaceId: string, linkId: string, key: string): string =>
  sha256([workspaceId, linkId, key]).toString('hex', 0, 16);

/** A request with a key, as the ledger has it. */
export interface LedgerState {
  readonly state: 'SENT' | 'ANSWERED' | 'UNKNOWN';
  /** It has the same hash as the request that is looked at. */
  readonly same: boolean;
  /** The platform recognises a repetition, so that it may be sent again. */
  readonly repeatable: boolean;
  /** It was sent more than `ABANDONED_SECONDS` ago. */
  readonly abandoned: boolean;
}

/** What happens to a request whose key is in the ledger already. */
export type Repeated =
  /** The key belongs to another request. */
  | 'reused'
  /** The first request is under way. */
  | 'in-use'
  /** The kept answer is given again. */
  | 'answered'
  /** It is sent again under the same id of the platform. */
  | 'send-again'
  /** Whether it was done is not known, and sending it again could do it twice. */
  | 'unknown';

export function decideRepeated({ state, same, repeatable, abandoned }: LedgerState): Repeated {
  if (!same) return 'reused';
  if (state === 'ANSWERED') return 'answered';
  if (state === 'SENT' && !abandoned) return 'in-use';
  return repeatable ? 'send-again' : 'unknown';
}
