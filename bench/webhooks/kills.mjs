import { setTimeout as sleep } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';
import { Webhook as SvixWebhook } from 'svix';
import { percentile } from '../measure/numbers.mjs';
import { built } from '../place.mjs';
import { startSending } from './sending.mjs';

const { LEASE_MS } = await built('webhooks/endpoint-run.js');

/** Of the workspaces two have a stream of events. The others have one event now and then, just before a kill. */
const COUNTS = { workspaces: 12, endpoints: 2 };
const BUSY = 2;
/** About what the first attempt after an event takes. */
const FIRST_MS = 500;
/** The shares of first attempts that are answered with a 500, and of those whose connection breaks before the answer. */
const FAULTS = { answered: 0.01, cut: 0.005 };
/** A run that is shorter has no faults, and the leases of killed processes end at once. */
const SHORT_MINUTES = 2;
/** A receiver begins to use the new secret alone so long after it got it. */
const SWITCH_MS = 1_000;
const ROTATION_MINUTES = 10;
/**
 * Three processes are killed one after the other, each while it has the lease of a minute. Two in a row were seen in a run of
 * two hours (122.9 s). Beside this: the pause before the second attempt, and time for a machine that is busy.
 */
const LAST_MS = 3 * LEASE_MS + 20_000;

/**
 * A stream of events while processes are killed. The receiver verifies each request by two libraries with the one secret
 * that it knows, as a receiver with one setting does.
 */
export async function measure(context) {
  const { minutes, processes, events: perSecond, kill } = context.options;
  const isShort = minutes < SHORT_MINUTES;
  const receiver = createReceiver(isShort ? { answered: 0, cut: 0 } : FAULTS);
  const sending = await startSending(context, 'kills', { ...COUNTS, processes }, receiver.take);
  receiver.know(sending.endpoints);
  const over = new AbortController();
  const untilOver = (ms) => sleep(ms, undefined, { signal: over.signal }).catch(() => {});
  const made = [];
  const happen = async (workspace) => {
    const { ids, committedAt } = await sending.happen(workspace);
    made.push({ id: ids[0], workspace, committedAt });
  };
  const streaming = (async () => {
    for (let n = 0; !over.signal.aborted; n += 1) {
      await happen(sending.workspaces[n % BUSY]);
      await untilOver((1000 / perSecond) * 2 * Math.random());
    }
  })();
  const totalMs = minutes * 60_000;
  const rotations = Math.max(1, Math.floor(minutes / ROTATION_MINUTES) - 1);
  const rotating = (async () => {
    for (let n = 0; n < rotations; n += 1) {
      await untilOver(totalMs / (rotations + 1));
      if (over.signal.aborted) return;
      await Promise.all(sending.endpoints.map((endpoint) => rotate(sending, endpoint)));
    }
  })();
  let kills = 0;
  for (const end = performance.now() + totalMs; performance.now() < end; kills += 1) {
    await sleep(kill * (0.5 + Math.random()));
    await happen(sending.workspaces[BUSY + (kills % (COUNTS.workspaces - BUSY))]);
    await sleep(Math.random() * FIRST_MS);
    await sending.fleet.kill();
    if (isShort) await sending.db.query('UPDATE ledgerlink.webhook_endpoint SET lease_until = NULL');
  }
  over.abort();
  await Promise.all([streaming, rotating]);
  const { missing, late } = await receiver.waitFor(sending.endpoints, made);
  const { requests, repeated, refused, otherBodies, faults } = receiver.counts;
  const deliveries = made.length * COUNTS.endpoints;
  return {
    report: {
      ...{ events: made.length, deliveries, requests, repeated, refused, otherBodies, faults, kills, rotations },
      ...{
        missing: missing.length,
        lateP50Ms: percentile(late, 0.5).toFixed(0),
        lateP95Ms: percentile(late, 0.95).toFixed(0),
      },
      lateMostMs: (late.at(-1) ?? 0).toFixed(0),
    },
    broken: [
      [missing.length > 0, `deliveries were lost: ${missing.slice(0, 5).join('; ')}`],
      [late.at(-1) > LAST_MS, `an event came later than ${LAST_MS / 1000} s`],
      [refused > 0, 'requests were not verified'],
      [otherBodies > 0, 'a repetition had another body, or an event had two ids'],
    ],
  };
}

async function rotate(sending, endpoint) {
  const secret = await sending.rotate(endpoint);
  await sleep(SWITCH_MS);
  endpoint.secret = secret;
}

/** Remembers what each endpoint got. */
function createReceiver(shares) {
  const counts = { requests: 0, repeated: 0, refused: 0, otherBodies: 0, faults: 0 };
  const byPath = new Map();
  return {
    counts,
    know(endpoints) {
      for (const endpoint of endpoints)
        byPath.set(endpoint.path, Object.assign(endpoint, { got: new Map(), bodies: new Map() }));
    },
    take({ path, headers, body, at, reply, cut }) {
      counts.requests += 1;
      const { secret, got, bodies } = byPath.get(path);
      try {
        for (const Library of [Webhook, SvixWebhook]) new Library(secret).verify(body, headers);
      } catch {
        counts.refused += 1;
        return reply(400);
      }
      const id = headers['webhook-id'];
      const { eventId } = JSON.parse(body).data;
      const before = bodies.get(eventId);
      bodies.set(eventId, `${id} ${body}`);
      if (before !== undefined) counts.repeated += 1;
      if (before !== undefined && before !== `${id} ${body}`) counts.otherBodies += 1;
      const chance = before === undefined ? Math.random() : 1;
      if (chance < shares.answered + shares.cut) {
        counts.faults += 1;
        return chance < shares.answered ? reply(500) : cut();
      }
      if (!got.has(id)) got.set(id, at);
      reply(204);
    },
    /** Waits until each endpoint has got all events of its workspace. Answers what is missing, and how late the others were. */
    async waitFor(endpoints, made) {
      const wanted = endpoints.flatMap(({ workspace, path, got }) =>
        made.filter((event) => event.workspace === workspace).map((event) => ({ ...event, path, got })),
      );
      const missing = () => wanted.filter(({ id, got }) => !got.has(id));
      for (const began = performance.now(); performance.now() - began < LAST_MS && missing().length > 0; )
        await sleep(200);
      const late = wanted.flatMap(({ id, got, committedAt }) => (got.has(id) ? [got.get(id) - committedAt] : []));
      return { missing: missing().map(({ id, path }) => `${id} at ${path}`), late: late.sort((a, b) => a - b) };
    },
  };
}
