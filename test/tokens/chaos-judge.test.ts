import { describe, expect, test } from '@jest/globals';

const { judge } = await import(new URL('../../bench/chaos/judge.mjs', import.meta.url).href);

const OPTIONS = { links: 1, processes: 1, callers: 1, seconds: 1, kills: 1, stops: 0, lenient: false };
const TIMING = { settleMs: 1_000 };
let seq = 0;

/** A refresh as the platform logs it, by the process with this pid, answered 10 ms after it came. */
const refresh = (presentedRotation: number, arrivedAt: number, more: object = {}) => ({
  seq: ++seq,
  kind: 'refresh',
  grantId: 'g',
  presentedRotation,
  outcome: 'rotated',
  status: 200,
  fault: null,
  complete: true,
  agent: 'ledgerlink (1)',
  arrivedAt,
  decidedAt: arrivedAt + 1,
  answeredAt: arrivedAt + 10,
  ...more,
});
const kept = { grantId: 'row', platformId: 'g', lost: false, reason: 'LINKED' };
const lost = { ...kept, lost: true, reason: 'ROTATION_ANSWER_LOST' };
const killed = (at: number) => ({ what: 'killed', place: 0, pid: 1, at });

/** In every run here a process is killed, as was asked for; it explains nothing. */
const STRANGER = { what: 'killed', place: 9, pid: 9, at: 0 };

const judged = (events: object[], journal: object[] = [], ends: object[] = [kept], more: object = {}) =>
  judge({
    options: OPTIONS,
    events,
    journal: [STRANGER, ...journal],
    ends,
    watched: [],
    callers: {},
    timing: TIMING,
    ...more,
  });

test('a run in which every token is presented once keeps every promise', () => {
  const { report, broken } = judged([refresh(1, 0), refresh(2, 2_000)]);
  expect(report).toMatchObject({ refreshes: 2, rotations: 2, rePresented: 0, linksLost: 0 });
  expect(broken).toEqual([]);
});

test.each([
  ['with nothing to explain it', [], 5_000, 1],
  ['before it had settled, although its holder was killed', [killed(5)], 500, 1],
  ['after settling, its holder killed meanwhile', [killed(5)], 2_000, 0],
])('a token presented again %s', (_what, journal, again, unexplained) => {
  const events = [refresh(1, 0), refresh(1, again, { agent: 'ledgerlink (2)', outcome: 'refused' })];
  const { report, broken } = judged(events, journal);
  expect(report).toMatchObject({ rePresented: 1, rePresentedUnexplained: unexplained });
  expect(broken.length).toBe(unexplained);
});

test('one token on the wire twice at once is counted, unless a stop explains it', () => {
  const events = [refresh(1, 0, { answeredAt: 3_000 }), refresh(1, 1_500, { agent: 'ledgerlink (2)' })];
  expect(judged(events).report.concurrentRefreshes).toBe(1);
  const stop = [
    { what: 'stopped', place: 0, pid: 1, at: 100 },
    { what: 'continued', place: 0, pid: 1, at: 5_000 },
  ];
  expect(judged(events, stop).report.concurrentRefreshes).toBe(0);
});

test.each([
  ['a process killed 20 ms after the answer', [refresh(1, 0)], [killed(30)], 0],
  ['an answer that a fault cut', [refresh(1, 0, { fault: { kind: 'status', when: 'after' } })], [], 0],
  ['a process killed a second later', [refresh(1, 0)], [killed(1_010)], 1],
  ['nothing', [refresh(1, 0)], [], 1],
])('a link lost by %s', (_what, events, journal, unexplained) => {
  const { report, causes } = judged(events, journal, [lost]);
  expect(report).toMatchObject({
    linksLost: 1,
    lostUnexplained: unexplained,
    wrongReason: 0,
    reportedLost: 1,
  });
  expect(causes).toHaveLength(1);
});

test('a lost link with another reason, a stale write and a silent run break promises', () => {
  const wrong = judged([refresh(1, 0)], [killed(30)], [{ ...lost, reason: 'REVOKED_OR_EXPIRED' }]);
  expect(wrong.broken).toEqual(['wrongReason = 1', 'reportedLost = 0']);
  const stale = judged([refresh(1, 0)], [], [kept], { watched: [{ what: 'stale write' }] });
  expect(stale.broken).toEqual(['staleWrites = 1']);
  expect(judged([]).broken).toEqual(['refreshes = 0']);
  expect(judged([refresh(1, 0)], [], [lost], { options: { ...OPTIONS, kills: 0 } }).broken).toContain('linksLost = 1');
});

describe('a run that shows less than it was to show', () => {
  /** The default run: fifty links, a minute, twelve kills and twelve stops. */
  const USUAL = { ...OPTIONS, links: 50, seconds: 60, kills: 12, stops: 12 };
  const many = (count: number) => Array.from({ length: count }, (_, index) => refresh(index, index * 100));
  const troubles = (kills: number, stops: number) =>
    ['killed', 'stopped'].flatMap((what, kind) =>
      Array.from({ length: kind === 0 ? kills : stops }, (_, index) => ({
        what,
        place: 0,
        pid: 2,
        at: index,
      })),
    );
  const brokenOf = (refreshes: number, kills: number, stops: number, asked: object = {}) =>
    judged(many(refreshes), [], [kept], { options: { ...USUAL, ...asked }, journal: troubles(kills, stops) }).broken;

  test.each([
    [600, 12, 12, []],
    [599, 12, 12, ['refreshes = 599']],
    [600, 11, 12, ['kills = 11']],
    [600, 12, 11, ['stops = 11']],
    [600, 0, 0, ['kills = 0', 'stops = 0']],
  ])('%d refreshes, %d kills and %d stops in the default run: %j', (refreshes, kills, stops, broken) => {
    expect(brokenOf(refreshes, kills, stops)).toEqual(broken);
  });

  test.each([1, 2, 4, 24])('%d kills or stops were asked for, and one less was made', (asked) => {
    expect(brokenOf(600, asked, asked, { kills: asked, stops: asked })).toEqual([]);
    expect(brokenOf(600, asked - 1, 0, { kills: asked, stops: 0 })).toEqual([`kills = ${asked - 1}`]);
    expect(brokenOf(600, 0, asked - 1, { kills: 0, stops: asked })).toEqual([`stops = ${asked - 1}`]);
  });
});
