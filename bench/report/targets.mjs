/** The targets as a table: the measured number and its minimum (or maximum). */
const LEAST = [
  { work: 'dashboard', against: 'stock-apollo', least: 5 },
  { work: 'dashboard', against: 'postgraphile', least: 2.5 },
  { work: 'dashboard', against: 'mercurius-jit', least: 1.6 },
  { work: 'dashboard', against: 'sql-limit', least: 1 },
  { work: 'single', against: 'stock-apollo', least: 3 },
  { work: 'single', against: 'postgraphile', least: 1.3 },
  { work: 'single', against: 'mercurius-jit', least: 0.9 },
  { work: 'save', against: 'pgbench', least: 0.35 },
  { work: 'documents', against: 'postgraphile', least: 1.5 },
  { work: 'documents', against: 'sql-limit', least: 0.9 },
  { work: 'changes', against: 'postgraphile', least: 1.5 },
  { work: 'changes', against: 'sql-limit', least: 0.9 },
  { work: 'viewer', against: 'stock-apollo', least: 1.5 },
];
const MOST_ROUND_TRIPS = 5;
/** The p50 of a fresh token, with its audit event, relative to that of a plain request. */
const MOST_FOR_TOKEN = 5;
const MOST_GROWTH = 1.3;
const MOST_MB = 250;
/** A first pull, relative to a bare loop over the same pages, and above an idle process. */
const MOST_FOR_PULL = 2;
const MOST_MB_OF_PULL = 64;
/** Larger than the variation of V8's memory within one run. */
const MOST_DRIFT = 1.05;

/** `[{ what, wanted, measured, met }]`, without targets that this run did not measure. */
export function judge({ works, growth, memory, pull }) {
  const rows = LEAST.filter(({ work, against }) => works[work]?.[against]?.ratio).map(({ work, against, least }) => {
    const { ratio } = works[work][against];
    return {
      what: `${work}: requests/s against ${against}`,
      wanted: `≥ ${least}×`,
      measured: `${ratio.toFixed(2)}×`,
      met: ratio >= least,
    };
  });
  const trips = works.save?.ledgerlink?.statements;
  if (trips !== undefined && trips !== null)
    rows.push(atMost('save: round trips to the database', trips, MOST_ROUND_TRIPS, ''));
  const [token, viewer] = [works.token?.ledgerlink, works.viewer?.ledgerlink];
  if (token && viewer)
    rows.push(atMost('token: p50 to that of viewer', token.p50Ms / viewer.p50Ms, MOST_FOR_TOKEN, '×'));
  if (growth.length > 1) rows.push(...judgeGrowth(growth));
  if (memory) {
    rows.push(atMost(`memory after ${memory.seconds} s of load`, memory.rssMb, MOST_MB, ' MB'));
    const drift = memory.lastQuarterMb / memory.thirdQuarterMb;
    rows.push(atMost('memory: last quarter to the third', drift, MOST_DRIFT, '×'));
  }
  if (pull) {
    rows.push(atMost('pull: time to that of a bare loop', pull.times, MOST_FOR_PULL, '×'));
    rows.push(atMost('pull: memory above idle', pull.addsMb, MOST_MB_OF_PULL, ' MB'));
  }
  return rows;
}

function judgeGrowth(growth) {
  const [first, last] = [growth[0], growth.at(-1)];
  return ['dashboard', 'auditPage'].flatMap((work) => {
    const counts = new Set(growth.map((row) => row[work].statements));
    return [
      atMost(
        `growth, ${work}: p50 of the largest to the smallest`,
        last[work].p50Ms / first[work].p50Ms,
        MOST_GROWTH,
        '×',
      ),
      {
        what: `growth, ${work}: statements`,
        wanted: 'constant',
        measured: [...counts].join(', '),
        met: counts.size === 1,
      },
    ];
  });
}

const atMost = (what, value, most, unit) => ({
  what,
  wanted: `≤ ${most}${unit}`,
  measured: `${Number(value.toFixed(2))}${unit}`,
  met: value <= most,
});
