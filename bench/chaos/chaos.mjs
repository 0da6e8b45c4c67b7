import { Agent } from 'node:http';
import { startCluster, withClient } from '../data/cluster.mjs';
import { makeWorkspaces } from '../data/workspaces.mjs';
import { issueToken, startCallers } from './callers.mjs';
import { now, sleep, startFleet } from './fleet.mjs';
import { enoughRefreshes, judge } from './judge.mjs';
import { makeLinks, saveApplication } from './links.mjs';
import { startPlatform } from './platform.mjs';
import { startWatch } from './watch.mjs';

/**
 * Access tokens live for 2 s. The times of a refresh are shortened in proportion, so that a process is stopped for longer than
 * its lease. Without kills and stops they are the product's own: on a busy machine nothing then looks like a lost answer.
 */
const TIMING = { leaseMs: 3_000, gateMs: 700, waitMs: 1_000, settleMs: 1_000 };
/** The system is at rest when no lease is held and none has been taken for this time. */
const AT_REST_MS = 2_000;
const TROUBLE_FREE_MS = 2_000;
/** Pauses double after each failure. Four failures in a row pause for nearly three minutes, which is rare. */
const PATIENCE_MS = 120_000;

/** Registers with `later` a function that ends each started part, in the order of the starts. */
export async function runChaos(options, folder, say, later) {
  say('starting PostgreSQL, the platform and the API processes');
  const cluster = await startDatabase(folder, later);
  const [workspace] = await makeWorkspaces(cluster.urls.owner, ['chaos']);
  const platform = await startPlatform(options);
  later(() => platform.stop());
  const fleet = await startFleet(
    options.processes,
    environment(options, { cluster, platform, folder }),
    `${folder}/spool`,
  );
  later(() => fleet.endAtOnce());
  const { clientId } = await saveApplication(platform.control, fleet.urlOf(0), workspace.key);
  const links = await makeLinks({
    control: platform.control,
    superuser: cluster.urls.superuser,
    workspaceId: workspace.id,
    encryptionKeys: cluster.encryptionKeys,
    count: options.links,
    clientId,
  });
  const watch = startWatch(cluster.urls.superuser, workspace.id);
  later(() => watch.stop());
  const callers = startCallers({
    fleet,
    callers: options.callers,
    key: workspace.key,
    links: links.map(({ id }) => id),
  });
  say('callers call');
  await platform.beginFaults(clientId);
  say('troubles begin');
  await cause(options, fleet, say);
  await untilEnough(platform, enoughRefreshes(options));
  await callers.stop();
  await platform.endFaults();
  say('resting, then renewing every link once more');
  await untilAtRest(cluster.urls.superuser);
  const stands = await howLinksStand({ cluster, fleet, workspace, links });
  await watch.stop();
  const events = await platform.events();
  await fleet.end();
  return judge({
    options,
    events,
    journal: fleet.journal,
    watched: watch.broken,
    ends: stands,
    callers: callers.answers,
    timing: TIMING,
  });
}

/** Answers a prepared database: the one that the tests pass in, or that of a PostgreSQL started here. */
async function startDatabase(folder, later) {
  if (process.env.CHAOS_DATABASE !== undefined) return JSON.parse(process.env.CHAOS_DATABASE);
  const cluster = await startCluster(folder);
  later(() => cluster.stop());
  await cluster.prepare();
  return cluster;
}

const environment = ({ lenient }, { cluster: { urls, encryptionKeys }, platform: { url }, folder }) => ({
  PATH: process.env.PATH,
  NODE_ENV: 'development',
  HOST: '127.0.0.1',
  // Runs beside each other have databases of their own, and keys of their own.
  DATA_DIR: `${folder}/data`,
  LOG_LEVEL: 'info',
  DATABASE_URL: urls.app,
  DATABASE_MIGRATION_URL: urls.owner,
  DATABASE_POOL_SIZE: '5',
  ENCRYPTION_KEYS: encryptionKeys,
  SANDBOX_URL: url,
  PLAYGROUND: 'off',
  TOKENS_PER_SECOND: '99999',
  MUTATIONS_PER_MINUTE: '999999',
  ...(!lenient && { REFRESH_TIMING: Object.values(TIMING).join('/') }),
});

/** Spreads kills and stops over the run. The last ones come early enough for their effects to show. */
async function cause({ seconds, kills, stops }, fleet, say) {
  const from = now();
  const span = seconds * 1_000;
  const spread = (count, act) =>
    Array.from({ length: count }, (_, index) => ({
      at: TROUBLE_FREE_MS + ((index + Math.random()) * (span - 2 * TROUBLE_FREE_MS)) / count,
      act,
    }));
  const plan = [...spread(kills, () => fleet.kill()), ...spread(stops, () => fleet.stop())].sort((a, b) => a.at - b.at);
  const under = [];
  for (const { at, act } of plan) {
    await sleep(Math.max(0, from + at - now()));
    const acting = act();
    // An error is thrown below, where all actions are awaited. Before that it must not end the process.
    acting.catch(() => {});
    under.push(acting);
  }
  await sleep(Math.max(0, from + span - now()));
  await Promise.all(under);
  say(`${seconds} s are over`);
}

/** Waits for enough refreshes, so that a slow machine gets the time that it needs. */
async function untilEnough(platform, refreshes) {
  while ((await platform.events()).filter(({ kind }) => kind === 'refresh').length < refreshes) await sleep(500);
}

async function untilAtRest(superuser) {
  const LEASES = `SELECT count(*) FILTER (WHERE lease_owner IS NOT NULL AND lease_until > now())::int AS held,
    coalesce(sum(generation), 0)::int AS taken FROM ledgerlink.platform_grant`;
  await withClient(superuser, async (client) => {
    let last;
    for (let since = now(); now() - since < AT_REST_MS; await sleep(100)) {
      const { held, taken } = (await client.query(LEASES)).rows[0];
      if (held > 0 || taken !== last) since = now();
      last = taken;
    }
  });
}

/** Forces a last renewal of each link. A link without a token after it is lost. */
async function howLinksStand({ cluster, fleet, workspace, links }) {
  const agent = new Agent({ keepAlive: true });
  const answers = await Promise.all(links.map(({ id }) => renewed(fleet.urlOf(0), agent, workspace.key, id)));
  agent.destroy();
  const reasons = await withClient(cluster.urls.superuser, async (client) => {
    const { rows } = await client.query('SELECT id, status_reason FROM ledgerlink.company_link');
    return new Map(rows.map((row) => [row.id, row.status_reason]));
  });
  return links.map(({ linkId, grantId, platformId }, index) => ({
    grantId,
    platformId,
    lost: answers[index] !== 'AccessTokenIssued',
    reason: reasons.get(linkId),
  }));
}

async function renewed(url, agent, key, linkId) {
  for (const until = now() + PATIENCE_MS; ; ) {
    const answer = await issueToken(url, agent, key, linkId, true);
    if (now() > until || answer === 'AccessTokenIssued' || answer === 'RelinkRequired') return answer;
    await sleep(1_000);
  }
}
