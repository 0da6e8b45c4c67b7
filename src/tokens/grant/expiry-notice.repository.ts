import { joinSet } from '../../credentials/credential-set.repository.js';
import type { Db } from '../../infra/database/database.js';
import type { GrantRef } from './grant.outcomes.js';

/** A grant whose tokens may end. */
export interface DueNotice extends GrantRef {
  readonly expiresAt: Date;
  /** The platform refuses the keys of its application, so that no renewal is tried. */
  readonly areKeysFaulty: boolean;
  /** Since its renewal was due a try has failed. */
  readonly hasFailed: boolean;
}

/** Grants of these workspaces that are to be looked at, in any order: each leaves the index when its next time is set. */
export function findDueNotices(
  db: Db,
  workspaceIds: readonly string[],
  { now, limit }: { readonly now: Date; readonly limit: number },
): Promise<DueNotice[]> {
  return db.query<DueNotice>(
    `SELECT g.workspace_id AS "workspaceId", g.id AS "grantId", g.refresh_expires_at AS "expiresAt",
            s.faulty_since IS NOT NULL AS "areKeysFaulty", g.next_try_at > g.keep_alive_at AS "hasFailed"
       FROM ledgerlink.platform_grant g ${joinSet('s', 'g', 'g.workspace_id')}
      WHERE g.workspace_id = ANY($1) AND s.workspace_id = ANY($1) AND g.state = 'ACTIVE' AND g.notice_at <= $2 LIMIT $3`,
    [workspaceIds, now, limit],
  );
}

export interface NextNotice {
  readonly grantId: string;
  /** In ms since 1970. Null: it is not looked at any more. */
  readonly nextAt: number | null;
}

/** Sets when grants are looked at again. Answers those that were still due: no other process tells of these. */
export async function moveNotices(
  tx: Db,
  workspaceId: string,
  now: Date,
  next: readonly NextNotice[],
): Promise<Set<string>> {
  const rows = await tx.query<{ id: string }>(
    `UPDATE ledgerlink.platform_grant g SET notice_at = n.at
       FROM unnest($2::uuid[], $3::timestamptz[]) AS n(id, at)
      WHERE g.workspace_id = $1 AND g.id = n.id AND g.state = 'ACTIVE' AND g.notice_at <= $4 RETURNING g.id`,
    [
      ...[workspaceId, next.map(({ grantId }) => grantId)],
      ...[next.map(({ nextAt }) => (nextAt === null ? null : new Date(nextAt))), now],
    ],
  );
  return new Set(rows.map(({ id }) => id));
}
