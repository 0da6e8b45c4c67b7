import type { TransactionContext } from './database.js';

/** The sender of a request as services see it, without anything of HTTP or GraphQL. */
export interface Caller extends TransactionContext {
  readonly workspaceId: string;
  /** As audit records name it: `default (ll_7Qk3vZ1a)`, `cli`. */
  readonly actor: string;
  /** Null for the operator's command line, which needs no key. */
  readonly apiKeyId: string | null;
  readonly requestId: string;
}
