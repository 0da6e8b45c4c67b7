import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** PostgreSQL ends all connections when one of its processes dies, and then tests fail that did nothing wrong. */
const DIED = /was terminated by|PANIC/;

export default async function tearDown() {
  await globalThis.stopTestCluster?.();
  const log = readFileSync(join(process.env.TEST_FOLDER, 'cluster', 'postgres.log'), 'utf8');
  const told = log.split('\n').filter((line) => DIED.test(line));
  if (told.length > 0) process.stderr.write(`PostgreSQL itself failed during this run:\n${told.join('\n')}\n`);
  await globalThis.endTestRun?.();
}
