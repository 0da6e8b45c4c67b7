import { sleep } from '../chaos/fleet.mjs';
import { withClient } from '../data/cluster.mjs';
import { built } from '../place.mjs';
import { atLeast, atMost } from './place.mjs';

const PER_SECOND = 20;
const SECONDS = 45;
/** More links have tokens that the platform knows than are renewed. */
const KNOWN = 1_500;
/** A pass begins within 30 s of a start. */
const FIRST_WITHIN_SECONDS = 35;

/** Every link has fallen due in an outage of ten days; the tokens of 15 % end within three days. */
const FALL_DUE = `UPDATE ledgerlink.platform_grant
   SET keep_alive_at = now() - interval '10 days' * random(), refresh_expires_at = now() + interval '1 hour' + interval '20 days' * random()
 WHERE workspace_id = $1 AND state = 'ACTIVE'`;

/** How fast one process works off what an outage has left, from its first pass on. */
export async function measureOutage({ say }, platform, place) {
  say('letting all links fall due');
  const { rowCount } = await place.query(FALL_DUE, [place.workspace.id]);
  await place.query('VACUUM ANALYZE ledgerlink.platform_grant');
  await giveTokens(platform, place);
  say(`${rowCount} links are due: renewing ${PER_SECOND} a second for ${SECONDS} s`);
  const from = Date.now();
  const fleet = await place.start(1, { KEEP_ALIVE_PER_SECOND: String(PER_SECOND) });
  const arrivals = async () =>
    (await platform.events())
      .filter(({ kind, outcome }) => kind === 'refresh' && outcome === 'rotated')
      .map(({ arrivedAt }) => arrivedAt);
  while ((await arrivals()).length === 0 && Date.now() < from + 120_000) await sleep(250);
  await sleep(SECONDS * 1_000);
  const times = (await arrivals()).sort((a, b) => a - b);
  await fleet.end();
  const [first = Number.POSITIVE_INFINITY] = times;
  const within = times.filter((at) => at < first + SECONDS * 1_000).length;
  return [
    atMost(
      `${rowCount} due links: the first renewal after the start`,
      (first - from) / 1_000,
      FIRST_WITHIN_SECONDS,
      ' s',
    ),
    atLeast(
      `${rowCount} due links: renewed in the first ${SECONDS} s, of ${PER_SECOND} a second`,
      within / SECONDS / PER_SECOND,
      0.9,
      '×',
    ),
  ];
}

/** Gives the links whose tokens end first tokens of the platform. */
async function giveTokens({ control }, { urls, workspace, clientId, encryptionKeys }) {
  const { Secret } = await built('infra/secrets/secret.js');
  const { Vault } = await built('infra/secrets/vault.js');
  const { openKeyRing } = await built('infra/secrets/key-ring.js');
  const vault = new Vault(await openKeyRing(encryptionKeys));
  await withClient(urls.superuser, async (client) => {
    const { rows } = await client.query(
      `SELECT id FROM ledgerlink.platform_grant WHERE workspace_id = $1 AND state = 'ACTIVE' ORDER BY refresh_expires_at LIMIT ${KNOWN}`,
      [workspace.id],
    );
    for (const { id } of rows) {
      const { tokens } = await control.post('/grants', { clientId, user: 'many' });
      const place = { workspace: workspace.id, table: 'platform_grant', row: id, column: 'refresh 1' };
      const sealed = await vault.seal(new Secret(tokens.refresh_token), place);
      await client.query(
        'UPDATE ledgerlink.platform_grant SET refresh_sealed = $3 WHERE workspace_id = $1 AND id = $2',
        [workspace.id, id, sealed],
      );
    }
  });
}
