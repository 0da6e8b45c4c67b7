/**
 * Combines the platform's log, the journal of kills and stops, and the final state of the links. No I/O. Times are epoch
 * ms of one machine's clock.
 */

/** A process that is killed within this time after an answer may not have stored the answer. */
const UNHEARD_MS = 250;
/** The tolerance between the time of a journal entry and the time of its effect. */
const SLACK_MS = 100;

const pidOf = ({ agent }) => Number(/^ledgerlink \((\d+)\)$/.exec(agent ?? '')?.[1]);
const nameOf = ({ grantId, presentedRotation }) => `${grantId} ${presentedRotation}`;

/** The times in which processes did not run: `{ pid, from, to, killed }`. */
export function troublesOf(journal) {
  return journal
    .filter(({ what }) => what === 'killed' || what === 'stopped')
    .map(({ what, pid, at }) => {
      const again = journal.find((other) => other.what === 'continued' && other.pid === pid && other.at > at);
      const killed = what === 'killed';
      return {
        pid,
        from: at,
        to: killed ? Number.POSITIVE_INFINITY : (again?.at ?? Number.POSITIVE_INFINITY),
        killed,
      };
    });
}

const troubled = (troubles, event, until) =>
  troubles.some(
    ({ pid, from, to }) => pid === pidOf(event) && from <= until + SLACK_MS && to >= event.arrivedAt - SLACK_MS,
  );
const faulty = (event) => event.fault !== null || event.complete === false || event.status >= 500;

/** Refresh tokens that were presented again, and those of them without an explanation. */
export function presentedAgain(refreshes, troubles, settleMs) {
  const again = [];
  for (const events of grouped(refreshes, nameOf).values()) {
    for (const [index, event] of events.entries()) {
      const earlier = events.slice(0, index);
      if (earlier.length === 0) continue;
      const last = earlier[earlier.length - 1];
      const explained =
        earlier.every((one) => faulty(one) || troubled(troubles, one, event.arrivedAt)) &&
        (event.arrivedAt - last.arrivedAt >= settleMs || troubled(troubles, event, event.arrivedAt));
      again.push({ event, earlier, explained });
    }
  }
  return again;
}

/** Pairs of refreshes that sent the same token at the same time, where no stop explains it. */
export function concurrent(refreshes, troubles) {
  const found = [];
  for (const events of grouped(refreshes, nameOf).values()) {
    for (const [index, event] of events.entries()) {
      const overlapping = events
        .slice(0, index)
        .filter((one) => (one.answeredAt ?? one.decidedAt) > event.arrivedAt && one.complete !== false);
      if (overlapping.some((one) => ![one, event].some((who) => troubled(troubles, who, event.arrivedAt))))
        found.push(event);
    }
  }
  return found;
}

/** Answers with a new token pair that was never stored, or was stored too late for the link. */
export function causeOf(rotated, troubles) {
  const kill = troubles.find(
    ({ pid, from, killed }) =>
      killed &&
      pid === pidOf(rotated) &&
      from - rotated.answeredAt < UNHEARD_MS &&
      from >= rotated.arrivedAt - SLACK_MS,
  );
  if (rotated.fault !== null) return `the answer was cut: ${rotated.fault.kind} ${rotated.fault.when}`;
  if (kill !== undefined)
    return `pid ${kill.pid} was killed ${Math.round(kill.from - rotated.answeredAt)} ms after the answer was written`;
  const stopped = troubles.filter(({ pid, killed }) => !killed && pid === pidOf(rotated));
  const late = troubles.find(({ pid, from, killed }) => killed && pid === pidOf(rotated) && from > rotated.answeredAt);
  const ran = late && runTime(rotated.answeredAt, late.from, stopped);
  if (late !== undefined && ran < UNHEARD_MS)
    return `pid ${late.pid} was killed after it had run ${Math.round(ran)} ms since the answer was written`;
  return undefined;
}

/** How long a process ran within a span, without the times in which it was stopped. */
function runTime(from, to, stops) {
  const stopped = stops.map((stop) => Math.max(0, Math.min(stop.to, to) - Math.max(stop.from, from)));
  return to - from - stopped.reduce((sum, one) => sum + one, 0);
}

export function grouped(list, keyOf) {
  const groups = new Map();
  for (const one of list) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return groups;
}
