import type { TransactionContext } from './database.js';

/** Who makes a request, as services see it: nothing of HTTP, nothing of GraphQL. */
export interface Caller extends TransactionContext {
  readonly workspaceId: string;
  /** As audit records name it: `default (ll_7Qk3vZ1a)`, `cli`. */
  readonly actor: string;
  /** Null for the operator's command line, which needs no key. */
  readonly apiKeyId: string | null;
  readonly requestId: string;
}
