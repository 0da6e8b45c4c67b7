import { LINK_COUNT_LIMIT, type SetHolders } from '../credentials/credential-set.repository.js';
import { isHeldByGrant } from '../tokens/grant/grant-joins.repository.js';

/** Answers which credential sets the grants of links and open attempts need. */
export const setHolders: SetHolders = {
  isHeld: (set, workspace) => `
  (${isHeldByGrant(set, workspace)}
   OR EXISTS (SELECT FROM ledgerlink.link_attempt a WHERE a.workspace_id = ${workspace} AND a.held_set_id = ${set}.id))`,

  countLinks: (db, workspaceId, setIds) =>
    db.query<{ id: string; links: number }>(
      `SELECT s.id, (
          SELECT least(count(DISTINCT link_id), ${LINK_COUNT_LIMIT})::int FROM (
            (SELECT l.id AS link_id FROM ledgerlink.company_link l
              WHERE l.workspace_id = $1 AND l.credential_set_id = s.id AND l.grant_id IS NOT NULL LIMIT ${LINK_COUNT_LIMIT})
             UNION ALL
            (SELECT a.link_id FROM ledgerlink.link_attempt a
              WHERE a.workspace_id = $1 AND a.held_set_id = s.id LIMIT ${LINK_COUNT_LIMIT})) AS holders) AS links
         FROM unnest($2::uuid[]) AS s(id)`,
      [workspaceId, setIds],
    ),
};
