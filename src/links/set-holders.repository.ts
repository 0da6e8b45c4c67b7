import type { SetHolders } from '../credentials/credential-set.repository.js';
import { isHeldByGrant, joinGrant } from '../tokens/grant/grant-joins.repository.js';

/** Answers which credential sets the grants of links and open attempts need. */
export const setHolders: SetHolders = {
  isHeld: (set, workspace) => `
  (${isHeldByGrant(set, workspace)}
   OR EXISTS (SELECT FROM ledgerlink.link_attempt a WHERE a.workspace_id = ${workspace} AND a.held_set_id = ${set}.id))`,

  countLinks: (db, workspaceId, setIds) =>
    db.query<{ id: string; links: number }>(
      `SELECT set_id AS id, count(DISTINCT link_id)::int AS links FROM (
         SELECT g.held_set_id AS set_id, l.id AS link_id FROM ledgerlink.company_link l ${joinGrant('g', 'l', '$1')}
          WHERE l.workspace_id = $1 AND g.held_set_id = ANY($2)
          UNION ALL
         SELECT a.held_set_id, a.link_id FROM ledgerlink.link_attempt a
          WHERE a.workspace_id = $1 AND a.held_set_id = ANY($2)) AS holders
        GROUP BY set_id`,
      [workspaceId, setIds],
    ),
};
