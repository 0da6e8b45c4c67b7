import { describe, expect, test } from '@jest/globals';
import type { SourceList } from '../../../src/providers/provider-datasets.js';
import { type Bug, ModelPlatform, ModelStore, randomOf, startRound, TEXTS, turn } from '../pull-model.js';

const PAGE = 10;
/** More of them by `PULL_SEEDS=10000`, as an acceptance run does. */
const SEEDS = Number(process.env.PULL_SEEDS ?? 500);

const later = <R extends { readonly since?: string }>(request: R, seconds: number): R =>
  request.since === undefined ? request : { ...request, since: TEXTS.time(Date.parse(request.since) / 1000 + seconds) };

function listOf(sorted: boolean, deletedSince: boolean): SourceList {
  return {
    key: 'records',
    dataset: 'CONTACTS',
    form: 'LIST',
    capabilities: { since: true, deletedSince, sort: sorted ? ['CREATED', 'UPDATED'] : [], window: false, byId: true },
    order: 'UNKNOWN',
    maxPageSize: PAGE,
    pace: 'ROUND',
    probed: false,
    mapperVersion: 1,
  };
}

/** What is wrong after a world of writes, kills and rounds; undefined: nothing. */
function run(seed: number, bug: Bug = {}): string | undefined {
  const pick = randomOf(seed);
  const list = listOf(pick(2) === 0, pick(2) === 0);
  const deletedRows = (['hidden', 'in-updates', 'in-lists'] as const)[pick(3)] ?? 'hidden';
  const platform = new ModelPlatform(pick, {
    list,
    deletedRows,
    lagSeconds: pick(3) * 40,
    pace: [1, 3, 300][pick(3)] ?? 1,
  });
  const store = new ModelStore();
  for (let at = pick(80); at > 0; at--) platform.change();
  const rounds = 2 + pick(4);
  for (let at = 0; at < rounds + 3; at++) {
    const isQuiet = at >= rounds;
    if (isQuiet) platform.now += 100;
    else if (at > 0) platform.now += 2_000;
    startRound(store, list, { isAuditDue: isQuiet || pick(2) === 0, isFullDue: pick(4) === 0 });
    for (let turns = 0; turn(platform, store, () => !isQuiet && pick(10) === 0, bug); turns++) {
      if (turns > 2_000) return 'the round does not end';
      const live = new Set(platform.items.filter(({ deleted }) => deleted === null).map(({ id }) => id));
      const wrong = [...store.records].find(([id, { isDeleted }]) => isDeleted && live.has(id));
      if (wrong !== undefined) return `a false tombstone: ${wrong[0]}`;
      for (let changes = isQuiet || pick(3) > 0 ? 0 : pick(4); changes > 0; changes--) platform.change();
    }
  }
  const differences = platform.items.filter(({ id, deleted, version }) => {
    const found = store.records.get(id);
    if (deleted !== null) return found?.isDeleted === false;
    return found === undefined || found.isDeleted || found.hash !== `${version}`;
  });
  return differences.length === 0
    ? undefined
    : `${differences.length} records differ: ${JSON.stringify([list.capabilities, deletedRows, differences[0], store.records.get(differences[0]?.id ?? '')])}`;
}

const firstFailure = (seeds: number, bug?: Bug) => {
  for (let seed = 1; seed <= seeds; seed++) {
    const wrong = run(seed, bug);
    if (wrong !== undefined) return { seed, wrong };
  }
  return undefined;
};

describe('rounds on a platform that changes while it is read', () => {
  test('end with everything that it has, and with nothing else', () => {
    expect(firstFailure(SEEDS)).toBeUndefined();
  });

  // Each is a fault that users of other programs have reported.
  test.each<[string, Bug]>([
    [
      'pages of a sorted list are read forward',
      {
        request: (request, { scan: { total, next, size } }) =>
          request.sort === undefined || next === null || total === null
            ? request
            : { ...request, page: Math.max(1, Math.ceil(total / size) - request.page + 1) },
      },
    ],
    ['changes are asked for after the last time, which is left out', { request: (request) => later(request, 301) }],
    [
      'the time of the end counts, and not that of the start',
      { afterPage: (store, { now }) => store.round === null && Object.assign(store, { watermark: now + 300 }) },
    ],
    [
      'the time moves with every page, and a new process starts from it',
      {
        afterPage: (store, { now }, killed) =>
          killed ? Object.assign(store, { round: null }) : Object.assign(store, { watermark: now + 300 }),
      },
    ],
    ['a page counts as read before its records are written', { storesPlaceFirst: true }],
  ])('a bug is found: %s', (_, bug) => {
    expect(firstFailure(200, bug)).toBeDefined();
  });
});

test.each([
  ['a first pull of one page', 1, 10, 1],
  ['a first pull of several pages, of which the first is read twice', 1, 25, 6],
  ['everything once more', 2, 25, 5],
  ['everything of a list that is not sorted', 2, 25, 5, false],
])('%s asks for nothing but pages, changes and deletions', (_, rounds, count, requests, sorted = true) => {
  const list = listOf(sorted, true);
  const platform = new ModelPlatform(() => 0, { list, deletedRows: 'hidden', lagSeconds: 0, pace: 1 });
  const store = new ModelStore();
  for (let at = 0; at < count; at++) platform.change();
  for (let at = 0; at < rounds; at++) {
    platform.now += 2_000;
    platform.requests = 0;
    startRound(store, list, { isAuditDue: true, isFullDue: true });
    while (turn(platform, store, () => false));
  }
  expect([store.liveCount, platform.requests]).toEqual([count, requests]);
});
