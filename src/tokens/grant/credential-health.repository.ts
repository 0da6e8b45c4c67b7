import type { Db } from '../../infra/database/database.js';

/** Keys as a call went out with them: `savedAt` tells them from keys saved since then. */
export interface TriedKeys {
  readonly workspaceId: string;
  readonly setId: string;
  readonly savedAt: string;
}

/** Keys saved since those were refused are not blamed. */
export async function markFaulty(db: Db, set: TriedKeys): Promise<boolean> {
  const rows = await db.query(
    `UPDATE ledgerlink.credential_set SET faulty_since = coalesce(faulty_since, now()), probe_at = now() + interval '15 minutes'
      WHERE workspace_id = $1 AND id = $2 AND saved_at = $3::timestamptz RETURNING id`,
    [set.workspaceId, set.setId, set.savedAt],
  );
  return rows.length > 0;
}

/** The platform knew the application by these keys. True: it was taken for faulty until now. */
export async function markSound(db: Db, set: TriedKeys): Promise<boolean> {
  const rows = await db.query(
    `UPDATE ledgerlink.credential_set SET faulty_since = NULL, probe_at = NULL
      WHERE workspace_id = $1 AND id = $2 AND saved_at = $3::timestamptz AND faulty_since IS NOT NULL RETURNING id`,
    [set.workspaceId, set.setId, set.savedAt],
  );
  return rows.length > 0;
}

/** True for the one who began the pause. */
export async function pauseJudging(db: Db, workspaceId: string, setId: string): Promise<boolean> {
  const rows = await db.query(
    `UPDATE ledgerlink.credential_set SET judging_paused_until = now() + interval '15 minutes'
      WHERE workspace_id = $1 AND id = $2 AND (judging_paused_until IS NULL OR judging_paused_until <= now()) RETURNING id`,
    [workspaceId, setId],
  );
  return rows.length > 0;
}
