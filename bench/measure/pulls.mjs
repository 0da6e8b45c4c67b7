import { measure } from '../pull/first.mjs';

/**
 * A first pull of `records` records by one process, beside a bare loop over the same pages. It has a database of its own:
 * the companies of the other works would be pulled, too.
 */
export async function measurePulls(setup, records, say) {
  const ends = [];
  try {
    const { encryptionKeys, postmaster, newDatabase } = setup.cluster;
    const cluster = { encryptionKeys, postmaster, urls: await newDatabase('bench_pull') };
    const { report } = await measure({ cluster, folder: setup.folder, ends, options: { records } });
    say(`pull       ${report.perSecond} records/s   ${report.times}× a bare loop   ${report.addsMb} MB above idle`);
    return Object.fromEntries(Object.entries(report).map(([name, value]) => [name, Number(value)]));
  } finally {
    for (let end = ends.pop(); end !== undefined; end = ends.pop()) await end();
  }
}
