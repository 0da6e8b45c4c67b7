import { randomUUID } from 'node:crypto';
import { Agent, request as send } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { percentile } from '../measure/numbers.mjs';
import { rssMb } from '../measure/process-usage.mjs';

const agent = new Agent({ keepAlive: true, maxSockets: 1_000 });

/** Sends one request and reads its answer. `read`: a chunk at a time, without keeping it. */
function call(url, { method = 'GET', headers = {}, body } = {}) {
  return new Promise((resolve, reject) => {
    const request = send(url, { method, headers, agent }, (answer) => {
      let text = '';
      let bytes = 0;
      answer.on('data', (chunk) => {
        bytes += chunk.length;
        if (bytes < 10_000) text += chunk;
      });
      answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, text, bytes }));
      answer.on('error', reject);
    });
    request.on('error', reject).end(body);
  });
}

const any = (list) => list[Math.floor(Math.random() * list.length)];
const originOf = (fleet, place) => new URL(fleet.urlOf(place)).origin;

/** A10: callers at all processes ask for more than the limits allow. */
export async function measureLimits({ fleet, platform, key, links, seconds }) {
  Object.assign(platform.state, {
    limits: { perSecond: 15, atOnce: 150, perMinute: 100 },
    delayMs: () => 50 + Math.random() * 200,
  });
  const end = performance.now() + seconds * 1000;
  const answers = {};
  const waits = [];
  const caller = async (place) => {
    while (performance.now() < end) {
      const began = performance.now();
      const headers = { authorization: `Bearer ${key}`, 'x-max-wait': '20' };
      const { status } = await call(`${originOf(fleet, place)}/platform/${any(links)}/contacts`, { headers });
      answers[status] = (answers[status] ?? 0) + 1;
      waits.push(performance.now() - began);
      if (status === 429) await sleep(1000);
    }
  };
  await Promise.all(fleet.members.flatMap(({ place }) => Array.from({ length: 8 }, () => caller(place))));
  const { accepted, refused, tooEarly } = platform.state;
  const used = accepted / (15 * seconds);
  return {
    report: { accepted, refused, tooEarly, used: used.toFixed(3), answers: JSON.stringify(answers) },
    broken: [
      [refused > 0.005 * accepted, 'more than 0.5 % of the requests were refused by the platform'],
      [tooEarly > 0, 'requests came before the end of Retry-After'],
      [used < 0.85, 'less than 85 % of the budget was used'],
    ],
  };
}

/** A11: one request at a time, directly, through the API, and `viewer` beside them; then a large download. */
export async function measureOverhead({ fleet, platform, key, links, seconds, directHeaders }) {
  const origin = originOf(fleet, 0);
  const authorization = `Bearer ${key}`;
  const viewer = JSON.stringify({ query: '{ viewer { workspace { id name } scopes } }' });
  const json = { authorization, 'content-type': 'application/json' };
  const works = {
    direct: () => call(`${platform.url}/v3.1/contacts`, { headers: directHeaders }),
    proxied: () => call(`${origin}/platform/${links[0]}/contacts`, { headers: { authorization } }),
    viewer: () => call(`${origin}/graphql`, { method: 'POST', headers: json, body: viewer }),
  };
  const times = { direct: [], proxied: [], viewer: [] };
  for (const end = performance.now() + seconds * 1000; performance.now() < end; )
    for (const [name, work] of Object.entries(works)) {
      const began = performance.now();
      const { status } = await work();
      if (status !== 200) throw new Error(`${name} was answered with ${status}`);
      times[name].push(performance.now() - began);
    }
  const at = (name, share) =>
    percentile(
      times[name].slice(times[name].length / 5).sort((a, b) => a - b),
      share,
    );
  const added = at('proxied', 0.5) - at('direct', 0.5);
  const { pid } = fleet.members[0].child;
  const before = rssMb(pid);
  let most = before;
  const timer = setInterval(() => {
    most = Math.max(most, rssMb(pid));
  }, 10);
  const { bytes } = await call(`${origin}/platform/${links[0]}/attachments/1/file`, { headers: { authorization } });
  clearInterval(timer);
  const ms = (number) => number.toFixed(2);
  return {
    report: {
      addedP50Ms: ms(added),
      addedP99Ms: ms(at('proxied', 0.99) - at('direct', 0.99)),
      viewerP50Ms: ms(at('viewer', 0.5)),
      downloadBytes: bytes,
      downloadAddsMb: ms(most - before),
    },
    broken: [
      [added > 3 * at('viewer', 0.5), 'a request adds more than three times the p50 of viewer'],
      [bytes !== 100_000_000, 'the download is not whole'],
      [most - before > 16, 'a download of 100 MB adds more than 16 MB'],
    ],
  };
}

/** A12: writes with keys under faults and kills; every tenth has no key and is sent once. */
export async function measureWrites({ fleet, platform, key, links, writes, killEveryMs }) {
  Object.assign(platform.state, { limits: undefined, faults: 0.1, delayMs: () => Math.random() * 20 });
  let next = 0;
  let kills = 0;
  let over = false;
  const ends = { answered: 0, unknown: 0 };
  const sent = (name, idempotencyKey, link) =>
    call(`${originOf(fleet, any(fleet.members).place)}/platform/${link}/contacts`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${key}`,
        'content-type': 'application/json',
        ...(idempotencyKey && { 'idempotency-key': idempotencyKey }),
      },
      body: JSON.stringify({ contact: { name } }),
    });
  const keyed = async (name) => {
    const [idempotencyKey, link] = [randomUUID(), any(links)];
    for (let tries = 0; tries < 600; tries += 1) {
      const answer = await sent(name, idempotencyKey, link).catch(() => undefined);
      if (answer?.status === 201) return 'answered';
      await sleep(answer?.status === 409 ? 1000 : 200);
    }
    return 'unknown';
  };
  const caller = async () => {
    for (let number = next++; number < writes; number = next++) {
      if (number % 10 === 9) await sent(`unkeyed ${number}`, undefined, any(links)).catch(() => undefined);
      else ends[await keyed(`keyed ${number}`)] += 1;
    }
  };
  const killing = (async () => {
    while (!over && killEveryMs > 0) {
      await sleep(killEveryMs);
      if (over || next >= writes) break;
      await fleet.kill();
      kills += 1;
    }
  })();
  await Promise.all(Array.from({ length: 32 }, caller));
  over = true;
  await killing;
  const { records, unkeyedArrivals } = platform.state;
  const keyedRecords = [...records.values()].filter((name) => name.startsWith('keyed')).length;
  const keys = ends.answered + ends.unknown;
  const twice = [...unkeyedArrivals.values()].filter((count) => count > 1).length;
  return {
    report: { keys, ...ends, records: keyedRecords, unkeyed: unkeyedArrivals.size, unkeyedTwice: twice, kills },
    broken: [
      [keyedRecords !== keys, 'there are not as many records as keys'],
      [ends.unknown > 0, 'a caller had no answer after ten minutes'],
      [twice > 0, 'a write without a key arrived twice'],
    ],
  };
}
