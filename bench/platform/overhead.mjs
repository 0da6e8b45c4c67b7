import { setTimeout as sleep } from 'node:timers/promises';
import { percentile } from '../measure/numbers.mjs';
import { rssMb } from '../measure/process-usage.mjs';
import { call, originOf } from './call.mjs';

const VIEWER = JSON.stringify({ query: '{ viewer { workspace { id name } scopes } }' });
const FILE_BYTES = 100_000_000;

/** Budgets that the run does not reach. */
export const AMPLE = {
  PLATFORM_REQUESTS_PER_SECOND: '100000',
  PLATFORM_REQUESTS_PER_MINUTE: '100000',
  PLATFORM_REQUESTS_BURST: '99000',
};
export const settings = () => AMPLE;
/** Its requests go to a platform that costs nothing, `contestants/direct.mjs`. */
export const isPlain = true;

/** One request at a time, directly, through the API, and `viewer` beside them; then large downloads. */
export async function measure({ fleet, platformUrl, key, links, seconds }) {
  const origin = originOf(fleet, 0);
  const headers = { authorization: `Bearer ${key}` };
  const json = { ...headers, 'content-type': 'application/json' };
  const works = {
    direct: () => call(`${platformUrl}/v3.1/contacts`),
    proxied: () => call(`${origin}/platform/${links[0]}/contacts`, { headers }),
    viewer: () => call(`${origin}/graphql`, { method: 'POST', headers: json, body: VIEWER }),
  };
  const times = { direct: [], proxied: [], viewer: [] };
  for (const end = performance.now() + seconds * 1000; performance.now() < end; )
    for (const [name, work] of Object.entries(works)) {
      const began = performance.now();
      const { status } = await work();
      if (status !== 200) throw new Error(`${name} was answered with ${status}`);
      times[name].push(performance.now() - began);
    }
  // The first ones compile the code.
  const warm = (name) => times[name].slice(times[name].length / 5).sort((a, b) => a - b);
  const at = (name, share) => percentile(warm(name), share);
  const added = at('proxied', 0.5) - at('direct', 0.5);
  const { addsMb, bytes } = await download(fleet.members[0].child.pid, () =>
    call(`${origin}/platform/${links[0]}/attachments/1/file`, { headers }),
  );
  return {
    report: {
      ...{ addedP50Ms: added.toFixed(2), addedP99Ms: (at('proxied', 0.99) - at('direct', 0.99)).toFixed(2) },
      ...{ viewerP50Ms: at('viewer', 0.5).toFixed(2), downloadBytes: bytes, downloadAddsMb: addsMb.toFixed(1) },
    },
    broken: [
      [added > 3 * at('viewer', 0.5), 'a request adds more than three times the p50 of viewer'],
      [bytes !== FILE_BYTES, 'the download is not whole'],
      [addsMb > 16, 'a download of 100 MB adds more than 16 MB'],
    ],
  };
}

/** What a download adds to the resident memory of a process at most. */
async function download(pid, get) {
  // The garbage of what came before is collected meanwhile.
  await sleep(500);
  const before = rssMb(pid);
  let most = before;
  const timer = setInterval(() => {
    most = Math.max(most, rssMb(pid));
  }, 10);
  const { bytes } = await get();
  clearInterval(timer);
  return { addsMb: most - before, bytes };
}
