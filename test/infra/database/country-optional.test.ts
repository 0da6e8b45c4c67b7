import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { migrate } from '../../../src/infra/database/migrate.js';
import { revertLast } from '../../../src/infra/database/revert.js';
import { newId } from '../../../src/infra/ids/ids.js';
import { migrationSource } from '../../../src/start/start-up.js';
import { createDatabase, type TestDatabase } from '../../support/database.js';

const NAME = 'CountryOptional0000000000003';

let database: TestDatabase;
let source: DataSource;
beforeAll(async () => {
  database = await createDatabase({ empty: true });
  source = await migrationSource(database.urls).initialize();
});
afterAll(async () => {
  await source.destroy();
  await database.drop();
});

const up = () =>
  migrate(source, new URL(database.urls.app).username, { before: async () => {}, after: async () => {} });

async function downToBefore(): Promise<void> {
  for (;;) if ((await revertLast(source)) === NAME) return;
}

/** One grant for each country, of one workspace. */
async function insertGrants(countries: readonly (string | null)[]): Promise<void> {
  const { admin } = database;
  const workspaceId = newId();
  await admin.query("INSERT INTO ledgerlink.workspace (id, name) VALUES ($1, 'w')", [workspaceId]);
  await admin.query(`INSERT INTO ledgerlink.integration (key, name, source_type, developer_portal_url)
    VALUES ('platform', 'Platform', 'ACCOUNTING', 'https://platform.example')`);
  for (const country of countries)
    await admin.query(
      `INSERT INTO ledgerlink.platform_grant (workspace_id, id, integration_key, credential_set_id, country_code, state,
              pair_id, access_expires_at, keep_alive_at)
       VALUES ($1, $2, 'platform', $2, $3, 'ENDED', $2, now(), now())`,
      [workspaceId, newId(), country],
    );
}

const countries = async () =>
  (
    await database.admin.query<{ country_code: string | null }>(
      'SELECT country_code FROM ledgerlink.platform_grant ORDER BY country_code',
    )
  ).rows.map(({ country_code }) => country_code);

test('a grant without a country survives the way back to an older build, and forward again', async () => {
  await up();
  await insertGrants(['GB', null]);
  await downToBefore();
  expect(await countries()).toEqual(['', 'GB']);
  await up();
  expect(await countries()).toEqual(['GB', null]);
});
