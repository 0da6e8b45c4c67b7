import { expect, test } from '@jest/globals';
import { DatabaseClock } from '../../../src/infra/database/database-clock.js';
import { startTestApp } from '../../support/app.js';
import { whileReadLate } from '../../support/statements.js';
import { useStarted } from '../../support/use-started.js';

const app = useStarted(() => startTestApp());
const realMicros = async (): Promise<number> => {
  const { rows } = await app.database.admin.query(`SELECT extract(epoch FROM clock_timestamp()) * 1000000 AS now`);
  return Number(rows[0].now);
};

test('the true time is between its two answers, also where its reading arrived late', async () => {
  const clock = new DatabaseClock((app.services.requestBudgets as unknown as { database: never }).database);
  await whileReadLate(/date_part\('epoch'/, 300, () => clock.micros());
  const before = await realMicros();
  const atMost = await clock.microsAtMost();
  const atLeast = await clock.micros();
  expect(atMost).toBeGreaterThanOrEqual(before);
  expect(atLeast).toBeLessThanOrEqual(await realMicros());
  expect(atMost - atLeast).toBeGreaterThanOrEqual(290_000);
});
