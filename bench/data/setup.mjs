import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { postgresUsage } from '../measure/process-usage.mjs';
import { startServer } from '../measure/server.mjs';
import { readQueries } from '../queries.mjs';
import { cloneIntegrations, integrationKeys } from './catalogue.mjs';
import { startCluster, withClient } from './cluster.mjs';
import { saveAlternatingSets, saveDashboardSets } from './credentials.mjs';
import { linkCompanies, REAL, SANDBOXED } from './linked-companies.mjs';
import { makeRecords } from './peer-records.mjs';
import { fillPlainTables } from './plain-tables.mjs';
import { makeWorkspaces } from './workspaces.mjs';

/** The workspaces whose credentials the save work changes. The dashboard's workspace is never changed. */
const SAVERS = 5;

/** Starts a PostgreSQL in a temporary folder with our schema and the tables of the others, and the same data in both. */
export async function setUp(queryFile) {
  const folder = mkdtempSync(join(tmpdir(), 'ledgerlink-bench-'));
  // PostgreSQL does not run as root. Its user must be able to enter the folder.
  chmodSync(folder, 0o755);
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const cluster = await startCluster(folder).catch((error) => {
    remove();
    throw error;
  });
  const setup = {
    folder,
    cluster,
    urls: cluster.urls,
    encryptionKeys: cluster.encryptionKeys,
    postgres: postgresUsage(cluster.postmaster),
    queries: readQueries(queryFile),
    async tearDown() {
      await cluster.stop();
      remove();
    },
  };
  try {
    return Object.assign(setup, await load(setup));
  } catch (error) {
    await setup.tearDown();
    throw error;
  }
}

async function load(setup) {
  const { urls } = setup;
  await setup.cluster.prepare();
  await cloneIntegrations(urls.superuser);
  const keys = await integrationKeys(urls.superuser);
  const names = [
    'dashboard',
    'linked',
    'sandboxed',
    'records',
    ...Array.from({ length: SAVERS }, (_, index) => `saver ${index + 1}`),
  ];
  const [dashboard, linking, sandboxing, recording, ...savers] = await makeWorkspaces(urls.owner, names);
  const ours = await startServer('ledgerlink', setup);
  let linked;
  try {
    await saveDashboardSets(ours.url, dashboard, keys);
    for (const saver of savers) await saveAlternatingSets(ours.url, saver, keys);
    linked = await linkCompanies(setup, ours.url, linking, REAL);
    await fillPlainTables(urls.superuser, ours.url, dashboard);
  } finally {
    await ours.stop();
  }
  const records = await makeRecords(urls.superuser, recording);
  // Serves all contestants of the work `platform` until the run ends.
  const { url } = await startServer('direct', setup);
  const platform = { url: new URL(url).origin };
  const atSandbox = await startServer('ledgerlink', { ...setup, platform }, { work: 'platform' });
  const sandboxed = await linkCompanies(setup, atSandbox.url, sandboxing, SANDBOXED).finally(() => atSandbox.stop());
  await withClient(urls.superuser, (client) => client.query('VACUUM ANALYZE'));
  return { keys, workspace: dashboard, savers, linked, records, platform, sandboxed };
}
