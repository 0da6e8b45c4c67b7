import { requestsOf } from '../contestants.mjs';
import { withClient } from '../data/cluster.mjs';
import { CLIENT_IDS, SAVE } from '../data/credentials.mjs';
import { toHttp } from './send-operation.mjs';

/** The order to the load generator for a contestant and a work. */
export async function loadFor(name, work, setup) {
  if (work === 'save') {
    return { saves: { query: SAVE, clientIds: CLIENT_IDS, targets: await saveTargets(setup) } };
  }
  return { requests: requestsOf(name, work, setup).map(toHttp) };
}

/** Every integration of every saving workspace, with the application to save next: the one that is not current. */
async function saveTargets({ urls, savers }) {
  const { rows } = await withClient(urls.superuser, (client) =>
    client.query(
      `SELECT workspace_id, integration_key, client_id FROM ledgerlink.credential_set
        WHERE status = 'CURRENT' AND workspace_id = ANY($1) ORDER BY integration_key, workspace_id`,
      [savers.map(({ id }) => id)],
    ),
  );
  return rows.map(({ workspace_id, integration_key, client_id }) => ({
    integrationKey: integration_key,
    key: savers.find(({ id }) => id === workspace_id).key,
    next: (CLIENT_IDS.indexOf(client_id) + 1) % CLIENT_IDS.length,
  }));
}
