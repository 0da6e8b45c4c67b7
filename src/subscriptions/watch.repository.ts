import { eventCountersAs } from '../events/event-page.repository.js';
import type { Db } from '../infra/database/database.js';
import { apiKeysAs, isValid } from '../workspaces/api-key.repository.js';

/** An API key with open streams, and its workspace. */
export interface WatchedKeyRow {
  readonly workspace_id: string;
  readonly id: string;
  readonly valid: boolean;
  /** The number of the newest event of the workspace. Null: there was none yet. */
  readonly no: string | null;
}

/**
 * Which of these keys may still be used, and how far their workspaces are. One statement for all: an event that it makes
 * known is never sent for a key that was revoked before it.
 */
export function watchKeys(
  db: Db,
  workspaceIds: readonly string[],
  apiKeyIds: readonly string[],
): Promise<WatchedKeyRow[]> {
  return db.query<WatchedKeyRow>(
    `SELECT k.workspace_id, k.id, ${isValid('k')} AS valid, c.no
       FROM ${apiKeysAs('k')} LEFT JOIN ${eventCountersAs('c')} ON c.workspace_id = k.workspace_id
      WHERE k.workspace_id = ANY($1) AND k.id = ANY($2)`,
    [workspaceIds, apiKeyIds],
  );
}
