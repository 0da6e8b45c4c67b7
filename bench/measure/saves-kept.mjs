import { withClient } from '../data/cluster.mjs';

/** The number of changes that the rows of the saving workspaces record. */
export async function countSaves({ urls, savers }) {
  const { rows } = await withClient(urls.superuser, (client) =>
    client.query(
      `SELECT (SELECT sum(version)::int FROM ledgerlink.integration_setting WHERE workspace_id = ANY($1)) AS versions,
              (SELECT count(*)::int FROM ledgerlink.audit_event
                WHERE workspace_id = ANY($1) AND action = 'credentials.saved') AS events`,
      [savers.map(({ id }) => id)],
    ),
  );
  return rows[0];
}

/**
 * Throws when an acknowledged save is missing, or when a version has no audit event or an audit event no version. A save
 * that was running when the load stopped may be stored although its answer never arrived.
 */
export async function checkNothingLost(setup, before, { acknowledged }) {
  const after = await countSaves(setup);
  const versions = after.versions - before.versions;
  const events = after.events - before.events;
  if (versions < acknowledged) throw new Error(`${acknowledged} saves were acknowledged, ${versions} are there`);
  if (events !== versions) throw new Error(`${versions} saves left ${events} audit events`);
}
