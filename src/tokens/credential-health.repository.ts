import type { Db } from '../platform/database.js';

/** `savedAt` as it was read with the keys that were refused: keys saved since then are not blamed. */
export async function markFaulty(
  db: Db,
  set: { workspaceId: string; setId: string; savedAt: string },
): Promise<boolean> {
  const rows = await db.query(
    `UPDATE ledgerlink.credential_set SET faulty_since = coalesce(faulty_since, now()), probe_at = now() + interval '15 minutes'
      WHERE workspace_id = $1 AND id = $2 AND saved_at = $3::timestamptz RETURNING id`,
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
