import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createDataSource } from '../../../src/composition/data-source.js';
import { Database } from '../../../src/infra/database/database.js';
import { createDatabase, type TestDatabase } from '../../support/database.js';

let postgres: TestDatabase;
let database: Database;
beforeAll(async () => {
  postgres = await createDatabase();
  await postgres.admin.query(
    'CREATE TABLE ledgerlink.note (id int PRIMARY KEY); GRANT INSERT, SELECT ON ledgerlink.note TO PUBLIC',
  );
  database = new Database(createDataSource(postgres.urls.app, 1), true);
  await database.dataSource.initialize();
});
afterAll(async () => {
  await database.dataSource.destroy();
  await postgres.drop();
});

const INSERT = 'INSERT INTO ledgerlink.note (id) VALUES ($1::int)';
const INSERT_ANOTHER = 'INSERT INTO ledgerlink.note (id) VALUES ($1::int + 100)';
const signal = () => AbortSignal.timeout(10_000);
const write = {
  atCommit: (ids: readonly number[]) =>
    database.transaction({ signal: signal(), afterCommit() {} }, async (tx) => {
      for (const id of ids) {
        tx.atCommit(INSERT, [id]);
        tx.atCommit(INSERT_ANOTHER, [id]);
      }
    }),
  writeTogether: (ids: readonly number[]) =>
    database.writeTogether(
      ids.flatMap((id) => [INSERT, INSERT_ANOTHER].map((text) => ({ text, values: [id] }))),
      signal(),
    ),
};

describe.each([
  ['atCommit', 1],
  ['writeTogether', 11],
] as const)('prepared statements that are sent together, by %s', (way, first) => {
  test('fail together, can be sent after a failure, and are prepared once', async () => {
    await postgres.admin.query(INSERT, [first]);
    // Of these, the server prepares only the one that fails.
    await expect(write[way]([first, first + 1])).rejects.toThrow('duplicate key');
    await write[way]([first + 2, first + 3]);
    const { rows } = await database.pool.query(
      "SELECT count(*)::int AS count FROM pg_prepared_statements WHERE statement LIKE '%ledgerlink.note%'",
    );
    const kept = await postgres.admin.query(
      'SELECT id FROM ledgerlink.note WHERE id % 100 / 10 = $1 / 10 ORDER BY id',
      [first],
    );
    expect(kept.rows.map(({ id }) => id - first)).toEqual([0, 2, 3, 102, 103]);
    expect(rows).toEqual([{ count: 2 }]);
  });
});
