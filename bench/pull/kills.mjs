import { setTimeout as sleep } from 'node:timers/promises';
import { readRequest, startPulling } from './books.mjs';
import { differences } from './truth.mjs';

/** Between two kills, at most. A process has begun to pull after two seconds. */
const ALIVE_MS = [200, 2_500];
/** The page in hand, and the one that is read ahead. */
const MOST_AGAIN = 2;
/** Longer than the sandbox takes for an answer. */
const ANSWERED_MS = 500;

/**
 * Processes pull the same lists and are killed one after the other, at random moments. When all are dead their leases are
 * ended, as three minutes would have, and others go on. Every link is pulled to its end and compared with the books.
 */
export async function measure(context) {
  const { kills: wanted, processes, records } = context.options;
  const pulling = await startPulling(context, 'kills');
  const { db } = pulling;
  const different = [];
  /** The moments at which no process was alive, and all answers had come; and those at which a link was made. */
  const [rounds, linked] = [[], []];
  let kills = 0;
  const nextLink = async () => {
    linked.push(now());
    const link = await pulling.newLink(records, true);
    await db.query("UPDATE ledgerlink.dataset SET due_at = now() - interval '1 s' WHERE link_id = $1", [link.linkId]);
    return link;
  };
  const verify = async (link) => {
    different.push(...(await differences(pulling, link)));
    // It is not pulled again.
    await db.query('UPDATE ledgerlink.dataset SET due_at = NULL');
  };
  let link = await nextLink();
  while (kills < wanted) {
    const fleet = await pulling.startProcesses(processes);
    for (const { child, ended } of fleet.members) {
      await sleep(ALIVE_MS[0] + Math.random() * (ALIVE_MS[1] - ALIVE_MS[0]));
      child.kill('SIGKILL');
      await ended;
      kills += 1;
    }
    await sleep(ANSWERED_MS);
    rounds.push(now());
    await db.query("UPDATE ledgerlink.dataset SET lease_until = now() - interval '1 s' WHERE lease_until IS NOT NULL");
    const { rows } = await db.query(
      "SELECT count(*)::int AS due FROM ledgerlink.dataset WHERE due_at <= now() + interval '4 s'",
    );
    if (rows[0].due > 0) continue;
    await verify(link);
    link = await nextLink();
  }
  const fleet = await pulling.startProcesses(1);
  await pulling.settle();
  await fleet.end();
  await verify(link);
  const { requests } = await pulling.requestsAfter();
  const { again, most, overlaps } = judge(pulling, requests, { rounds, linked });
  const wrong = await pulling.notCurrent();
  return {
    report: {
      ...{ kills, links: linked.length, records: await pulling.countRecords(), requests: requests.length },
      ...{ readAgain: again, mostOfOneList: most, atOnceOnOneList: overlaps.length, differences: different.length },
    },
    broken: [
      [wrong.length > 0, `lists are not current: ${wrong.join('; ')}`],
      [different.length > 0, `records differ: ${different.slice(0, 5).join('; ')}`],
      [overlaps.length > 0, `two requests for one list were under way: ${overlaps.slice(0, 3).join('; ')}`],
      [most > MOST_AGAIN, 'more than the page in hand and the one ahead were read again of a list after a kill'],
    ],
  };
}

const now = () => performance.timeOrigin + performance.now();

/** What the sandbox's log says of one business's lists: pages that were answered twice, and requests that overlap. */
function judge({ sandbox }, requests, { rounds, linked }) {
  const countBefore = (moments, { arrivedAt }) => moments.filter((at) => at < arrivedAt).length;
  const roundOf = (request) => countBefore(rounds, request);
  /** By link's list: the pages of all its records that were answered, by their URL, with the round of the answer. */
  const answered = new Map();
  const lastOf = new Map();
  const overlaps = [];
  /** Of one list in one round. */
  const again = new Map();
  for (const request of requests) {
    const { list, isWhole } = readRequest(sandbox, request);
    if (list === undefined) continue;
    const key = `${countBefore(linked, request)} ${list}`;
    const last = lastOf.get(key);
    const isOpen = last !== undefined && (last.answeredAt ?? Number.POSITIVE_INFINITY) > request.arrivedAt;
    if (isOpen && roundOf(last) === roundOf(request)) overlaps.push(`${key} ${request.url}`);
    lastOf.set(key, request);
    if (!isWhole || request.status !== 200) continue;
    const page = `${key} ${request.url}`;
    const before = answered.get(page);
    if (before !== undefined && before < roundOf(request)) {
      const place = `${key} ${roundOf(request)}`;
      again.set(place, (again.get(place) ?? 0) + 1);
    }
    answered.set(page, roundOf(request));
  }
  return {
    again: [...again.values()].reduce((sum, count) => sum + count, 0),
    most: Math.max(0, ...again.values()),
    overlaps,
  };
}
