import { sleep } from '../chaos/fleet.mjs';
import { makeLinks } from '../chaos/links.mjs';
import { startPlatform } from '../chaos/platform.mjs';
import { fillWorkspaces } from '../data/companies.mjs';
import { takeStatements } from '../measure/statements.mjs';
import { atLeast, atMost, makePlace } from './place.mjs';

const WORKSPACES = 10_000;
const LINKS = 400;
const PROCESSES = 4;
/** After it the first passes, and what a start does, are over. */
const SETTLE_MS = 65_000;
const REST_MS = 60_000;
const DUE = 'SELECT count(*)::int AS n FROM ledgerlink.platform_grant WHERE keep_alive_at < now()';

/** What one and four processes send at rest over 10,000 workspaces, and how fast they renew 400 links that fall due at once. */
export async function measureProcesses(bench) {
  const platform = await startPlatform({ lenient: true, kills: 0, accessSeconds: 86_400 });
  bench.later(() => platform.stop());
  const place = await makePlace(bench, platform, 'processes');
  const { urls, workspace, setId, clientId, encryptionKeys } = place;
  await fillWorkspaces(urls.superuser, { setId, count: WORKSPACES });
  await makeLinks({
    ...{ control: platform.control, superuser: urls.superuser, workspaceId: workspace.id },
    ...{ encryptionKeys, count: LINKS, clientId },
  });
  const [one, four] = [
    await measureFleet(bench, platform, place, 1),
    await measureFleet(bench, platform, place, PROCESSES),
  ];
  return [
    atMost(
      `${four.atRest} statements a minute at rest with ${PROCESSES} processes, ${one.atRest} with one`,
      four.atRest / one.atRest,
      1.5,
      '×',
    ),
    atLeast(
      `${LINKS} due links: ${four.perSecond.toFixed(1)} a second with ${PROCESSES} processes, ${one.perSecond.toFixed(1)} with one`,
      four.perSecond / one.perSecond,
      3.2,
      '×',
    ),
    atMost(
      `${LINKS} due links: ${four.attempts} attempts to take a lease, for one renewal`,
      four.attempts / LINKS,
      1.2,
    ),
  ];
}

async function measureFleet({ say }, platform, place, count) {
  const fleet = await place.start(count);
  const take = async () =>
    (await Promise.all(fleet.members.map(({ child }) => takeStatements({ process: child })))).flat();
  say(`${count} processes at rest`);
  await sleep(SETTLE_MS);
  await take();
  await sleep(REST_MS);
  const atRest = (await take()).length;
  const { length: before } = await platform.events();
  const due = "UPDATE ledgerlink.platform_grant SET keep_alive_at = now() - interval '1 day'";
  await place.query(due);
  say(`${LINKS} links fall due`);
  while ((await place.query(DUE)).rows[0].n > 0) await sleep(500);
  const attempts = (await take()).filter(({ text }) => text.includes('lease_taken')).length;
  const times = (await platform.events())
    .slice(before)
    .filter(({ kind }) => kind === 'refresh')
    .map(({ arrivedAt }) => arrivedAt);
  await fleet.end();
  return { atRest, attempts, perSecond: (times.length - 1) / ((Math.max(...times) - Math.min(...times)) / 1_000) };
}
