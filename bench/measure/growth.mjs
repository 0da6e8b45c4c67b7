import { cloneIntegrations, integrationKeys } from '../data/catalogue.mjs';
import { saveDashboardSets } from '../data/credentials.mjs';
import { grow } from '../data/growth.mjs';
import { makeWorkspaces } from '../data/workspaces.mjs';
import { BENCH } from '../place.mjs';
import { AUDIT_PAGE } from '../queries.mjs';
import { percentile } from './numbers.mjs';
import { sendOperation } from './send-operation.mjs';
import { startServer } from './server.mjs';
import { statementsPerRequest } from './statements.mjs';

const SIZES = {
  small: [
    { workspaces: 1, auditRows: 1_000 },
    { workspaces: 100, auditRows: 10_000 },
  ],
  full: [
    { workspaces: 1, auditRows: 1_000 },
    { workspaces: 100, auditRows: 10_000 },
    { workspaces: 10_000, auditRows: 100_000 },
    { workspaces: 10_000, auditRows: 1_000_000 },
  ],
};
const WARM_UP_MS = 3_000;
const REQUESTS = 500;

/**
 * Measures our answers while a database grows from empty: the dashboard and a page of audit events. One request at a time,
 * so that a time contains no waiting in a queue.
 */
export async function measureGrowth(setup, sizes, say) {
  const urls = await setup.cluster.newDatabase('bench_growth');
  await cloneIntegrations(urls.superuser);
  const grown = { ...setup, urls };
  const [workspace] = await makeWorkspaces(urls.owner, ['measured']);
  await withServer(grown, [], async ({ url }) =>
    saveDashboardSets(url, workspace, await integrationKeys(urls.superuser)),
  );
  const queries = { dashboard: setup.queries.dashboard, auditPage: AUDIT_PAGE };
  const results = [];
  for (const size of SIZES[sizes]) {
    await grow(urls.superuser, workspace.id, size);
    const row = { ...size };
    for (const [name, query] of Object.entries(queries))
      row[name] = await measure(grown, { query, key: workspace.key });
    say(
      `growth     ${size.workspaces} workspaces, ${size.auditRows} audit events: dashboard ${row.dashboard.p50Ms.toFixed(2)} ms, audit page ${row.auditPage.p50Ms.toFixed(2)} ms`,
    );
    results.push(row);
  }
  return results;
}

async function measure(setup, request) {
  const counting = ['--import', `${BENCH}measure/count-statements.mjs`];
  const statements = await withServer(setup, counting, (server) =>
    statementsPerRequest(server, () => sendOperation(server.url, request)),
  );
  const p50Ms = await withServer(setup, [], async ({ url }) => {
    for (const end = Date.now() + WARM_UP_MS; Date.now() < end; ) await sendOperation(url, request);
    const times = [];
    for (let i = 0; i < REQUESTS; i++) {
      const from = performance.now();
      await sendOperation(url, request);
      times.push(performance.now() - from);
    }
    return percentile(
      times.sort((a, b) => a - b),
      0.5,
    );
  });
  return { p50Ms, statements };
}

async function withServer(setup, nodeArgs, work) {
  const server = await startServer('ledgerlink', setup, { nodeArgs });
  try {
    return await work(server);
  } finally {
    await server.stop();
  }
}
