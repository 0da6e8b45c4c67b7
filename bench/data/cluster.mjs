import { readFileSync } from 'node:fs';
import pg from 'pg';
import { built } from '../place.mjs';

const { startEmbeddedPostgres } = await built('infra/embedded-postgres/embedded-postgres.js');
const { connect, migrationSource, prepareByCommand } = await built('start/start-up.js');
const { generateKeyEntry } = await built('infra/secrets/key-ring.js');
const { loadConfig } = await built('infra/config/config.js');

/** Starts one PostgreSQL with default settings (fsync on) for all contestants. */
export async function startCluster(folder) {
  const cluster = await startEmbeddedPostgres({ dataDir: folder });
  const encryptionKeys = generateKeyEntry('2026-01-01');
  return {
    urls: cluster.urls,
    encryptionKeys,
    postmaster: Number.parseInt(readFileSync(`${cluster.dataPath}/postmaster.pid`, 'utf8'), 10),
    stop: () => cluster.stop(),
    /** Makes another, empty database with our schema. */
    async newDatabase(name) {
      await withClient(cluster.urls.superuser, (client) =>
        client.query(`CREATE DATABASE ${name} OWNER ledgerlink_owner`),
      );
      const urls = Object.fromEntries(Object.entries(cluster.urls).map(([role, url]) => [role, inDatabase(url, name)]));
      await prepareDatabase(urls, encryptionKeys, folder);
      return urls;
    },
    prepare: () => prepareDatabase(cluster.urls, encryptionKeys, folder),
  };
}

/** Makes our schema and catalogue with the code that a start of the product runs. */
export async function prepareDatabase(urls, encryptionKeys, folder) {
  const config = loadConfig({
    NODE_ENV: 'production',
    DATABASE_URL: urls.app,
    ENCRYPTION_KEYS: encryptionKeys,
    DATA_DIR: folder,
  });
  const source = migrationSource(urls);
  await connect(source, 10_000, () => {});
  await prepareByCommand(config, urls, source);
  await source.destroy();
}

function inDatabase(url, name) {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}

export async function withClient(connectionString, work) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
