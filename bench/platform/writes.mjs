import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { withClient } from '../data/cluster.mjs';
import { any, call, originOf } from './call.mjs';
import { AMPLE } from './overhead.mjs';

const CALLERS = 32;
/** A caller gives up after so many tries. */
const MAX_TRIES = 600;
const EXPIRED = [
  { $severity: 'error', $dataCode: 'AuthorizationFailure', $message: 'The access token has expired.', $source: '' },
];
/** Longer than the API waits for an answer. */
const HANG_MS = 32_000;
const PAGE = 200;

export const settings = () => AMPLE;

/** What happens to a share of the writes, before or after the platform has acted. */
const faults = (isShort) => [
  { kind: 'reset', when: 'before', probability: 0.02 },
  { kind: 'reset', when: 'after', probability: 0.03 },
  { kind: 'status', status: 500, when: 'after', probability: 0.03 },
  { kind: 'status', status: 503, when: 'after', probability: 0.01 },
  { kind: 'status', status: 429, retryAfter: 1, probability: 0.003 },
  { kind: 'body', status: 401, body: JSON.stringify(EXPIRED), probability: 0.01 },
  { kind: 'hang', ms: isShort ? 300 : HANG_MS, when: 'after', probability: 0.005 },
];

/** Writes with keys under faults and kills; every tenth has no key and is sent once. */
export async function measure({ fleet, sandbox, clientId, key, links, businesses, superuser, writes, killEveryMs }) {
  const isShort = writes < 1_000;
  for (const fault of faults(isShort)) await sandbox.control.post('/faults', { endpoint: '/v3.1/contacts', ...fault });
  let next = 0;
  let kills = 0;
  const ends = { answered: 0, unknown: 0, none: 0 };
  const send = (name, link, idempotencyKey) =>
    call(`${originOf(fleet, any(fleet.members).place)}/platform/${link}/contacts`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${key}`,
        'content-type': 'application/json',
        ...(idempotencyKey && { 'idempotency-key': idempotencyKey }),
      },
      body: JSON.stringify({ contact: { name, contact_type_ids: ['CUSTOMER'] } }),
    }).catch(() => undefined);
  /** Sends one write until it is answered. Its outcome is never unknown for good, as the platform knows repetitions. */
  const keyed = async (name) => {
    const [idempotencyKey, link] = [randomUUID(), any(links)];
    let answer;
    for (let tries = 0; tries < MAX_TRIES && answer?.status !== 201; tries += 1) {
      answer = await send(name, link, idempotencyKey);
      if (answer?.status !== 201) await sleep(answer?.status === 409 ? 1_000 : 200);
    }
    if (answer?.status === 201) return 'answered';
    return answer?.text.includes('OUTCOME_UNKNOWN') ? 'unknown' : 'none';
  };
  const caller = async () => {
    for (let number = next++; number < writes; number = next++) {
      if (number % 10 === 9) await send(`unkeyed ${number}`, any(links));
      else ends[await keyed(`keyed ${number}`)] += 1;
    }
  };
  const killing = (async () => {
    for (; next < writes && killEveryMs > 0; kills += 1) {
      await sleep(killEveryMs);
      await fleet.kill();
      if (isShort) await ageWrites(superuser);
    }
  })();
  await Promise.all([...Array.from({ length: CALLERS }, caller), killing]);
  await sandbox.control.delete('/faults');
  const made = await namesOf(sandbox, clientId, businesses);
  const count = (prefix) => made.filter((name) => name.startsWith(prefix));
  const records = count('keyed ').length;
  const keys = ends.answered + ends.unknown + ends.none;
  const unkeyed = count('unkeyed ');
  const twice = unkeyed.length - new Set(unkeyed).size;
  return {
    report: { keys, ...ends, records, unkeyed: unkeyed.length, unkeyedTwice: twice, kills },
    broken: [
      [records !== keys || new Set(count('keyed ')).size !== keys, 'there are not as many records as keys'],
      [ends.none > 0, 'a caller ended without an answer and without a named unknown outcome'],
      [twice > 0, 'a write without a key was done twice'],
    ],
  };
}

/** As if a minute had passed, after which a write of a killed process counts as abandoned. */
const ageWrites = (superuser) =>
  withClient(superuser, (client) =>
    client.query("UPDATE ledgerlink.platform_request SET started_at = started_at - interval '1 minute'"),
  );

/** The names of all contacts at the sandbox, read directly. */
async function namesOf({ url, control }, clientId, businesses) {
  const names = [];
  for (const businessId of businesses) {
    const { tokens } = await control.post('/grants', { clientId, user: 'many', businessId });
    const headers = { authorization: `Bearer ${tokens.access_token}`, 'x-business': businessId };
    for (let page = 1, more = true; more; page += 1) {
      const address = `${url}/v3.1/contacts?attributes=name&items_per_page=${PAGE}&page=${page}`;
      const answer = await (await fetch(address, { headers })).json();
      names.push(...answer.$items.map(({ name }) => name));
      more = page * PAGE < answer.$total;
    }
  }
  return names;
}
