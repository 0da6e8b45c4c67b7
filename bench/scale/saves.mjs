import { randomUUID } from 'node:crypto';
import { sleep } from '../chaos/fleet.mjs';

const SAVERS = 8;
const PAUSE_MS = 100;
const SAVE = 'mutation($name: String!) { createCompany(input: { name: $name }) { __typename } }';

/** Creates companies all the time, and keeps the names of those that were acknowledged. */
export function startSaves(url, key) {
  const acknowledged = [];
  const times = [];
  let going = true;
  async function save() {
    const name = `company ${randomUUID()}`;
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };
    const body = JSON.stringify({ query: SAVE, variables: { name } });
    const answer = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(15_000) });
    const { data } = await answer.json();
    if (data?.createCompany?.__typename !== 'CreateCompanySuccess') return;
    acknowledged.push(name);
    times.push(performance.now());
  }
  async function saveAgain() {
    while (going) {
      await save().catch(() => undefined);
      await sleep(PAUSE_MS);
    }
  }
  const all = Array.from({ length: SAVERS }, saveAgain);
  return {
    acknowledged,
    /** When the first save was acknowledged after `at`, by `performance.now()`. Waits for it. */
    async nextAfter(at) {
      for (;;) {
        const next = times.find((time) => time > at);
        if (next !== undefined) return next;
        await sleep(10);
      }
    },
    async stop() {
      going = false;
      await Promise.all(all);
    },
  };
}
