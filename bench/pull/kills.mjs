import { setTimeout as sleep } from 'node:timers/promises';
import { quickBuild } from '../../test/support/quick-build.mjs';
import { launchFlags } from '../place.mjs';
import { readRequest, startPulling } from './books.mjs';
import { differences } from './truth.mjs';

/** Of each process of a round, at most, before the kills begin: a busy machine needs longer for them, and dies no sooner. */
const REQUESTS = 24;
/** Between the first and the last kill of a round, at most; and until the kills begin where nothing is left to be asked for. */
const KILLS_MS = 300;
const ROUND_MS = 8_000;
/** The page in hand, and the one that is read ahead. */
const MOST_AGAIN = 2;
/** Longer than the sandbox takes for an answer. */
const ANSWERED_MS = 500;
/** For each process: it pulls eight lists at once, and two of a link. */
const LINKS = 4;
/** One link of so many has books with many pages. Those of the others are small: all their rounds begin and end between a few kills. */
const LARGE_EACH = 8;
const MOST_RECORDS = 15_000;
const UNFINISHED = "due_at <= now() + interval '4 s' OR position IS NOT NULL OR failures > 0";

/**
 * Processes pull the same lists, and are killed after a random number of requests, each at a random moment. When all are dead
 * their leases are ended, as three minutes would have, and others go on. A link whose lists are read to their end is compared with its books, and another
 * takes its place, until no business is left.
 */
export async function measure(context) {
  const began = performance.now();
  const { kills: wanted, minutes: longest, processes, records } = context.options;
  const pulling = await startPulling(context, 'kills');
  const { db } = pulling;
  const program = [...launchFlags(), ...(await quickBuild()), 'main.js'];
  const judge = startJudging(pulling);
  const minutes = () => ((performance.now() - began) / 60_000).toFixed(1);
  const different = [];
  let [kills, torn, links, compared, interrupted] = [0, 0, 0, 0, 0];
  let open = [];
  const areLeft = () => pulling.mostLinks - links >= processes * LINKS - open.length;
  const openLinks = async () => {
    while (open.length < processes * LINKS) {
      links += 1;
      open.push(await pulling.newLink(links % LARGE_EACH === 1 ? Math.min(records, MOST_RECORDS) : 1, true));
    }
    await pulling.makeDue(" WHERE status = 'NEVER_PULLED' AND due_at IS NULL");
  };
  /** Compares the links that were read to their end, and answers whether others are left. What a busy machine has broken off goes on. */
  const compareRead = async () => {
    const broken = await pulling.makeDue(' WHERE failures > 0 AND due_at > now()');
    interrupted += broken.rowCount;
    const { rows } = await db.query(`SELECT DISTINCT link_id AS "linkId" FROM ledgerlink.dataset WHERE ${UNFINISHED}`);
    const unfinished = new Set(rows.map(({ linkId }) => linkId));
    for (const link of open.filter(({ linkId }) => !unfinished.has(linkId))) {
      different.push(...(await differences(pulling, link)));
      compared += 1;
      // It is not pulled again.
      await db.query('UPDATE ledgerlink.dataset SET due_at = NULL WHERE link_id = $1', [link.linkId]);
    }
    open = open.filter(({ linkId }) => unfinished.has(linkId));
    return open.length > 0;
  };
  while (kills < wanted && minutes() < longest && areLeft()) {
    await openLinks();
    const fleets = await Promise.all(
      Array.from({ length: processes }, (_, place) => pulling.startProcesses(1, {}, { place, program })),
    );
    await judge.haveAsked(1 + Math.floor(Math.random() * REQUESTS * processes));
    await Promise.all(
      fleets.map(async ({ members: [member] }) => {
        await sleep(Math.random() * KILLS_MS);
        member.child.kill('SIGKILL');
        await member.ended;
        kills += 1;
      }),
    );
    await sleep(ANSWERED_MS);
    await judge.endRound();
    const left = await db.query(
      "UPDATE ledgerlink.dataset SET lease_until = now() - interval '1 s' WHERE lease_until > now()",
    );
    torn += left.rowCount;
    await compareRead();
    const { again, most, overlaps, requests } = judge.judgement();
    process.stderr.write(
      `kills: ${kills} in ${minutes()} min: ${torn} lists left, ${requests} requests, ${again} pages read again, ${most} at most, ` +
        `${overlaps.length} overlaps, ${compared} links compared, ${different.length} differences\n`,
    );
  }
  const fleet = await pulling.startProcesses(1, {}, { program });
  while (await compareRead()) await sleep(500);
  await fleet.end();
  await judge.endRound();
  const { again, most, overlaps, requests } = judge.judgement();
  const wrong = await pulling.notCurrent();
  return {
    report: {
      ...{ kills, leftLists: torn, minutes: minutes(), links },
      ...{ records: await pulling.countRecords(), requests, interrupted },
      ...{ readAgain: again, mostOfOneList: most, atOnceOnOneList: overlaps.length, differences: different.length },
    },
    broken: [
      [wrong.length > 0, `lists are not current: ${wrong.join('; ')}`],
      [torn < kills, 'the kills have hit fewer lists than there were kills'],
      [different.length > 0, `records differ: ${different.slice(0, 5).join('; ')}`],
      [overlaps.length > 0, `two requests for one list were under way: ${overlaps.slice(0, 3).join('; ')}`],
      [most > MOST_AGAIN, 'more than the page in hand and the one ahead were read again of a list after a kill'],
    ],
  };
}

/**
 * Judges by the sandbox's log: pages that were answered in a round and again in a later one, and requests for one list that
 * overlap. All processes are dead at the end of a round, and all answers have come.
 */
function startJudging(pulling) {
  /** By business and list: the pages of all its records that were answered, by their URL, with the round of the answer. */
  const answered = new Map();
  /** The first of them, and the one that was answered last. */
  const [firstOf, latestOf] = [new Map(), new Map()];
  const lastOf = new Map();
  const overlaps = [];
  /** Of one list in one round. */
  const again = new Map();
  let [round, requests, after] = [0, 0, 0];
  const judge = (request) => {
    const { list, isWhole } = readRequest(pulling.sandbox, request);
    if (list === undefined) return;
    const key = `${request.business} ${list}`;
    const last = lastOf.get(key);
    const isOpen = last !== undefined && (last.answeredAt ?? Number.POSITIVE_INFINITY) > request.arrivedAt;
    if (isOpen && last.round === round) overlaps.push(`${key} ${request.url}`);
    lastOf.set(key, { answeredAt: request.answeredAt, round });
    if (!isWhole || request.status !== 200) return;
    const page = `${key} ${request.url}`;
    // Where a list is read backward, its first page tells where the last one is, and is read once more at the end.
    const isEnd = firstOf.get(key) === page && latestOf.get(key) !== page;
    if (isEnd) firstOf.set(key, undefined);
    else if (!firstOf.has(key)) firstOf.set(key, page);
    latestOf.set(key, page);
    const isAgain = !isEnd && (answered.get(page) ?? round) < round;
    if (isAgain) again.set(`${key} ${round}`, (again.get(`${key} ${round}`) ?? 0) + 1);
    answered.set(page, round);
  };
  return {
    /** Waits until so many requests have come since the last round, or none comes any more. */
    async haveAsked(count) {
      const until = performance.now() + ROUND_MS;
      while (performance.now() < until) {
        const { requests: asked } = await pulling.requestsAfter(after);
        if (asked.length >= count) return;
        await sleep(100);
      }
    },
    async endRound() {
      const read = await pulling.requestsAfter(after);
      after = read.next;
      requests += read.requests.length;
      for (const request of read.requests) judge(request);
      round += 1;
    },
    judgement: () => ({
      again: [...again.values()].reduce((sum, count) => sum + count, 0),
      most: Math.max(0, ...again.values()),
      overlaps,
      requests,
    }),
  };
}
