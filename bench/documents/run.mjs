/**
 * node bench/documents/run.mjs reads|late… [--documents 500000] [--seconds 60] [--json]: what was pulled, read by GraphQL.
 * `reads`: pages of a link with many documents beside those of one with a thousand. `late`: changes are read while
 * writers commit late. Exits 1 when a promise is broken.
 */
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { BENCH, launchFlags, ROOT } from '../place.mjs';

const WORKS = ['reads', 'late'];
const text = (byDefault) => ({ type: 'string', default: byDefault });
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { documents: text('500000'), seconds: text('60'), json: { type: 'boolean', default: false } },
});
if (positionals.length === 0 || positionals.some((work) => !WORKS.includes(work))) {
  process.stderr.write(`say which: ${WORKS.join(', ')}\n`);
  process.exit(64);
}
const { status } = spawnSync(process.execPath, [join(ROOT, 'ledgerlink.mjs'), 'build'], { stdio: ['ignore', 2, 2] });
if (status !== 0) process.exit(1);
const counting = ['--import', `${BENCH}measure/count-statements.mjs`];
process.env.CHAOS_PROGRAM = JSON.stringify([...launchFlags(), ...counting, join(ROOT, 'dist/src/main.js')]);
const { startFleet } = await import('../chaos/fleet.mjs');
const { startCluster, withClient } = await import('../data/cluster.mjs');
const { fillCompanies } = await import('../data/companies.mjs');
const { makeWorkspaces } = await import('../data/workspaces.mjs');

const folder = mkdtempSync(join(tmpdir(), 'ledgerlink-documents-'));
// PostgreSQL does not run as root. Its user must be able to enter the folder.
chmodSync(folder, 0o755);
const ends = [];
async function cleanUp() {
  for (let end = ends.pop(); end !== undefined; end = ends.pop()) await end();
  rmSync(folder, { recursive: true, force: true });
}
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => cleanUp().finally(() => process.exit(130)));

try {
  const place = await preparePlace();
  const reports = {};
  for (const work of positionals) {
    const { measure } = await import(`./${work}.mjs`);
    const lines = await measure(place, { documents: Number(values.documents), seconds: Number(values.seconds) });
    reports[work] = lines;
    for (const { isKept, text: line } of lines) {
      if (!values.json) process.stdout.write(`${work}: ${isKept ? '' : 'BROKEN: '}${line}\n`);
      if (!isKept) process.exitCode = 1;
    }
  }
  if (values.json) process.stdout.write(`${JSON.stringify(reports)}\n`);
} finally {
  await cleanUp();
}

/** A database with one workspace and links without documents, and one API process. */
async function preparePlace() {
  const cluster = await startCluster(folder);
  ends.push(() => cluster.stop());
  await cluster.prepare();
  const { urls, encryptionKeys } = cluster;
  const [workspace] = await makeWorkspaces(urls.owner, ['documents']);
  const integrationKey = 'sage-business-cloud-accounting';
  const links = { workspaceId: workspace.id, setId: randomUUID(), integrationKey, count: 3 };
  await fillCompanies(urls.superuser, links);
  const { rows } = await withClient(urls.superuser, (client) =>
    client.query('SELECT id FROM ledgerlink.company_link ORDER BY id'),
  );
  const fleet = await startFleet(
    1,
    {
      ...{ PATH: process.env.PATH, NODE_ENV: 'development', HOST: '127.0.0.1', LOG_LEVEL: 'info', PORTAL: 'off' },
      ...{ DATABASE_URL: urls.app, DATABASE_MIGRATION_URL: urls.owner, ENCRYPTION_KEYS: encryptionKeys },
      ...{ DATA_DIR: folder, PREPARED_STATEMENTS: 'on', TOKEN_REFRESH: 'off' },
    },
    `${folder}/spool`,
  );
  ends.push(() => fleet.endAtOnce());
  return {
    ...{ urls, workspaceId: workspace.id, key: workspace.key, url: fleet.urlOf(0) },
    server: { process: fleet.members[0].child },
    linkIds: rows.map(({ id }) => id),
  };
}
