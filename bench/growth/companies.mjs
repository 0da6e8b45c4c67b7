import { startPlatform } from '../chaos/platform.mjs';
import { fillCompanies, fillWorkspaces } from '../data/companies.mjs';
import { measureOutage } from './outage.mjs';
import { measurePasses } from './passes.mjs';
import { atMost, INTEGRATION, makePlace } from './place.mjs';
import { measureReads } from './reads.mjs';

const SMALL = 1_000;
const LARGE = 1_000_000;
const WORKSPACES = 10_000;
/** The largest growth that is flat. */
const FLAT = 1.3;

/**
 * Compares a workspace of a million companies and links with one of a thousand: reads, then background passes, both over
 * 10,000 workspaces. Then 900,000 links fall due at once.
 */
export async function measureCompanies(bench) {
  const platform = await startPlatform({ lenient: true, kills: 0, accessSeconds: 86_400 });
  bench.later(() => platform.stop());
  const [small, large] = [await makePlace(bench, platform, 'small'), await makePlace(bench, platform, 'large')];
  for (const [place, count] of [
    [small, SMALL],
    [large, LARGE],
  ]) {
    bench.say(`filling a workspace with ${count} companies and links`);
    const { workspace, setId } = place;
    await fillCompanies(place.urls.superuser, { workspaceId: workspace.id, setId, integrationKey: INTEGRATION, count });
  }
  await fillWorkspaces(large.urls.superuser, { setId: large.setId, count: WORKSPACES });
  bench.say('reads');
  const reads = await measureReads(small, large);
  await fillWorkspaces(small.urls.superuser, { setId: small.setId, count: WORKSPACES });
  bench.say('background passes');
  const passes = await measurePasses(small, large);
  return [
    ...Object.entries({ ...reads, ...passes }).map(([what, [few, many]]) =>
      atMost(
        `${what}, ${few.toFixed(2)} ms with ${SMALL} companies, ${many.toFixed(2)} ms with ${LARGE}`,
        many / few,
        FLAT,
        '×',
      ),
    ),
    ...(await measureOutage(bench, platform, large)),
  ];
}
