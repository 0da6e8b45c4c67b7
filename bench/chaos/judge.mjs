import { causeOf, concurrent, grouped, presentedAgain, troublesOf } from './explain.mjs';

/** The pause before a token is presented again, less the rounding of clocks and schedulers. */
const SETTLED = 0.9;

/**
 * Answers the report of a run and the cause of each lost link. `ends` is the state of each link after all processes have
 * rested and a last forced renewal: `{ grantId, platformId, lost, reason }`.
 */
export function judge({ options, events, journal, watched, ends, callers, timing }) {
  const refreshes = events
    .filter(({ kind, grantId }) => kind === 'refresh' && grantId !== null)
    .sort((a, b) => a.arrivedAt - b.arrivedAt);
  const rotated = refreshes.filter(({ outcome }) => outcome === 'rotated');
  const troubles = troublesOf(journal);
  const again = presentedAgain(refreshes, troubles, timing.settleMs * SETTLED);
  const unexplained = again.filter(({ explained }) => !explained);
  const overlapping = concurrent(refreshes, troubles);
  const lost = ends.filter((end) => end.lost).map((end) => ({ ...end, cause: causeOfLoss(end, rotated, troubles) }));
  const answersLost = rotated.filter((event) => causeOf(event, troubles) !== undefined);
  const report = {
    links: options.links,
    callers: options.processes * options.callers,
    refreshes: refreshes.length,
    rotations: rotated.length,
    concurrentRefreshes: overlapping.length,
    duplicateRotations: refreshes.filter(({ outcome }) => outcome === 'repeated-lenient').length,
    rePresented: again.length,
    rePresentedUnexplained: unexplained.length,
    staleWrites: watched.length,
    linksLost: lost.length,
    lostUnexplained: lost.filter(({ cause }) => cause === undefined).length,
    wrongReason: lost.filter(({ reason }) => reason !== 'ROTATION_ANSWER_LOST').length,
    answersLost: answersLost.length,
    reportedLost: lost.filter(({ reason }) => reason === 'ROTATION_ANSWER_LOST').length,
    kills: journal.filter(({ what }) => what === 'killed').length,
    stops: journal.filter(({ what }) => what === 'stopped').length,
  };
  const causes = lost.map(
    ({ platformId, reason, cause }) => `grant ${platformId}: ${reason ?? 'no reason'}; ${cause ?? 'NO CAUSE FOUND'}`,
  );
  const details = [
    ...unexplained.map(({ event, earlier }) => `presented again: ${line(event)} after ${earlier.map(line).join(', ')}`),
    ...overlapping.map((event) => `on the wire twice: ${line(event)}`),
    ...watched.map((one) => `${one.what}: ${JSON.stringify(one)}`),
  ];
  return { report, causes, details, answers: callers, broken: brokenPromises(report, options) };
}

/** The lost pair is the last one that the platform made for a link and that was never presented. */
function causeOfLoss({ platformId }, rotated, troubles) {
  const mine = grouped(rotated, ({ grantId }) => grantId).get(platformId) ?? [];
  const last = mine.at(-1);
  return last === undefined ? undefined : causeOf(last, troubles);
}

/** A run needs enough refreshes to show anything. Two-second tokens cause about five refreshes per link in eight seconds. */
export const enoughRefreshes = ({ links, seconds }) => (links * seconds) / 5;

/** The promises that the run broke, each with the number that broke it. */
function brokenPromises(report, options) {
  const { kills, stops, lenient } = options;
  const broken = [];
  const mustBe = (name, holds) => {
    if (!holds) broken.push(`${name} = ${report[name]}`);
  };
  for (const name of ['rePresentedUnexplained', 'concurrentRefreshes', 'staleWrites', 'lostUnexplained', 'wrongReason'])
    mustBe(name, report[name] === 0);
  mustBe('linksLost', kills > 0 || report.linksLost === 0);
  mustBe('reportedLost', report.reportedLost === report.linksLost);
  if (lenient) mustBe('duplicateRotations', report.duplicateRotations === 0);
  mustBe('refreshes', report.refreshes >= enoughRefreshes(options));
  mustBe('kills', report.kills >= kills);
  mustBe('stops', report.stops >= stops);
  return broken;
}

const line = (event) =>
  `#${event.seq} ${event.grantId} r${event.presentedRotation} ${event.outcome}${event.fault ? ` (${event.fault.kind} ${event.fault.when})` : ''} ${event.agent} at ${event.arrivedAt.toFixed(0)}–${event.answeredAt?.toFixed(0)}`;
