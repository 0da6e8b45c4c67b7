import { once } from 'node:events';
import { median } from './numbers.mjs';

const REQUESTS = 20;
const QUIET_MS = 200;
/** Written at most once a minute and key, and nobody waits for it. */
const NOT_COUNTED = /SET last_used_at = now\(\)/;

/** What a contestant started with the counting preload has sent since it was last asked. */
export async function takeStatements({ process: child }) {
  child.send('take');
  const [seen] = await once(child, 'message');
  return seen.filter(({ text }) => !NOT_COUNTED.test(text));
}

/** Statements of one request: the median of twenty sent one after the other, so that a key is looked up but rarely. */
export async function statementsPerRequest(server, request) {
  await request();
  await quiet(server);
  const counts = [];
  for (let i = 0; i < REQUESTS; i++) {
    await request();
    counts.push((await takeStatements(server)).length);
  }
  return median(counts);
}

/** What a start does in the background (ours goes through all workspaces once) is no request's. */
async function quiet(server) {
  do await new Promise((wake) => setTimeout(wake, QUIET_MS));
  while ((await takeStatements(server)).length > 0);
}
