import { median } from './measure/numbers.mjs';

const MEASURES = ['rps', 'p50Ms', 'p99Ms', 'rssMb', 'cpuMs', 'postgresCpuMs'];

/**
 * `{ dashboard: { ledgerlink: { rps, p50Ms, …, ratio } } }`: medians over the rounds. `ratio` is our speed divided by
 * theirs: the median of the ratios of each round, because the other load of the machine changes between rounds. `addedMs`: to the p50
 * of a direct call, the same way.
 */
export function summarise(runs, facts) {
  const works = {};
  for (const { name, work } of runs) {
    works[work] ??= {};
    if (works[work][name]) continue;
    const own = runs.filter((run) => run.name === name && run.work === work);
    const values = MEASURES.map((measure) => [measure, median(own.map((run) => run[measure]))]);
    const ratios = own.map(({ round, rps }) => {
      const ours = runs.find((run) => run.round === round && run.work === work && run.name === 'ledgerlink');
      return ours && ours.rps / rps;
    });
    const { bytes, statements } = facts[`${name} ${work}`] ?? {};
    const direct = own.map(({ round, p50Ms }) => {
      const its = runs.find((run) => run.round === round && run.work === work && run.name === 'direct');
      return its && p50Ms - its.p50Ms;
    });
    const addedMs = name === 'direct' ? undefined : median(direct);
    works[work][name] = { ...Object.fromEntries(values), bytes, statements, ratio: median(ratios), addedMs };
  }
  return works;
}
