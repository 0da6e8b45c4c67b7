import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { median } from './numbers.mjs';

const REQUESTS = 20;
const QUIET_MS = 200;
/** The requests are spread over more time than a background pass over all workspaces takes. */
const PAUSE_MS = 100;
/** The last use of a key: written at most once a minute per key, and not part of any answer. */
const NOT_COUNTED = /SET last_used_at = now\(\)/;

/** The statements that a contestant with the counting preload has sent since the last call. */
export async function takeStatements({ process: child }) {
  child.send('take');
  const [seen] = await once(child, 'message');
  return seen.filter(({ text }) => !NOT_COUNTED.test(text));
}

/**
 * Statements of one request: the median of twenty in sequence, because a key is looked up rarely. What the background
 * sends between two requests is not counted.
 */
export async function statementsPerRequest(server, request) {
  await request();
  await quiet(server);
  const counts = [];
  for (let i = 0; i < REQUESTS; i++) {
    await sleep(PAUSE_MS);
    await takeStatements(server);
    await request();
    counts.push((await takeStatements(server)).length);
  }
  return median(counts);
}

/** Waits for the background work of the start (ours reads all workspaces once), which belongs to no request. */
async function quiet(server) {
  do await sleep(QUIET_MS);
  while ((await takeStatements(server)).length > 0);
}
