import { execFileSync, spawnSync } from 'node:child_process';
import { startCallers } from '../chaos/callers.mjs';
import { sleep, startFleet } from '../chaos/fleet.mjs';
import { graphql, makeLinks, saveApplication } from '../chaos/links.mjs';
import { startPlatform } from '../chaos/platform.mjs';
import { prepareDatabase, withClient } from '../data/cluster.mjs';
import { makeWorkspaces } from '../data/workspaces.mjs';
import { built, ROOT } from '../place.mjs';
import { startReplicated } from './replicated.mjs';
import { startSaves } from './saves.mjs';

const { generateKeyEntry } = await built('infra/secrets/key-ring.js');
const ACCESS_SECONDS = 3;
const LINKS = 20;
const CALLERS = 30;
const UNDISTURBED_MS = 5_000;
const AFTERWARDS_MS = 10_000;
/** The first acknowledgement after a promotion comes within this time. */
const PROMISED_MS = 2_000;

/** Answers what was measured, and which promises were broken. Registers with `later` what ends each part. */
export async function runFailovers(rounds, folder, say, later) {
  say('starting etcd, Patroni, HAProxy, PgBouncer and the platform');
  const replicated = await startReplicated(folder, later);
  const platform = await startPlatform({ kills: 0, accessSeconds: ACCESS_SECONDS });
  later(() => platform.stop());
  const encryptionKeys = generateKeyEntry('2026-01-01');
  const { port } = await replicated.leader();
  const ownUrl = (url) => url.replace(/@.*\//, `@127.0.0.1:${port}/`);
  const leading = { app: ownUrl(replicated.direct.app), owner: ownUrl(replicated.direct.owner) };
  await prepareDatabase(leading, encryptionKeys, folder);
  const [workspace] = await makeWorkspaces(leading.owner, ['scale']);
  const paths = [];
  for (const [name, urls] of Object.entries({ pooled: replicated.pooled, direct: replicated.direct })) {
    const fleet = await startFleet(1, environment(urls, encryptionKeys, platform), `${folder}/spool-${name}`);
    later(() => fleet.endAtOnce());
    paths.push({ name, fleet });
  }
  const isTold = doctorRefusesPrepared({
    ...environment(replicated.pooled, encryptionKeys, platform),
    DATA_DIR: folder,
  });
  const url = paths[0].fleet.urlOf(0);
  const { clientId } = await saveApplication(platform.control, url, workspace.key);
  const links = await makeLinks({
    ...{ control: platform.control, superuser: (await replicated.leader()).superuser() },
    ...{ workspaceId: workspace.id, encryptionKeys, count: LINKS, clientId },
  });
  const load = paths.map(({ name, fleet }) => ({
    name,
    saves: startSaves(fleet.urlOf(0), workspace.key),
    callers: startCallers({ fleet, callers: CALLERS, key: workspace.key, links: links.map(({ id }) => id) }),
  }));
  const failovers = [];
  for (let round = 1; round <= rounds; round++) {
    await replicated.untilSynchronous();
    await sleep(UNDISTURBED_MS);
    failovers.push(await failOver(replicated, load, round % 2 === 0));
    say(`round ${round}: first acknowledgement after the promotion ${JSON.stringify(failovers.at(-1))} ms`);
    await sleep(AFTERWARDS_MS);
  }
  await Promise.all(load.flatMap(({ saves, callers }) => [saves.stop(), callers.stop()]));
  const acknowledged = load.flatMap(({ saves }) => saves.acknowledged);
  const report = {
    failovers,
    acknowledged: acknowledged.length,
    lost: await countLost(await replicated.leader(), acknowledged),
    ...(await presentations(platform)),
    linksLost: await countLostLinks(url, workspace.key, links),
    preparedStatementsRefused: isTold,
    answers: Object.fromEntries(load.map(({ name, callers }) => [name, callers.answers])),
  };
  return { report, broken: brokenPromises(report) };
}

const environment = ({ app, owner }, encryptionKeys, { url }) => ({
  ...{ PATH: process.env.PATH, NODE_ENV: 'development', HOST: '127.0.0.1', PLAYGROUND: 'off' },
  ...{ DATABASE_URL: app, DATABASE_MIGRATION_URL: owner, DATABASE_POOL_SIZE: '8', ENCRYPTION_KEYS: encryptionKeys },
  ...{ SANDBOX_URL: url, TOKENS_PER_SECOND: '99999', MUTATIONS_PER_MINUTE: '999999', LOG_LEVEL: 'info' },
});

/** Whether `doctor` says that this pooler mixes up prepared statements. */
function doctorRefusesPrepared(env) {
  const given = { ...env, PREPARED_STATEMENTS: 'on' };
  const { stdout } = spawnSync(process.execPath, [`${ROOT}dist/src/cli.js`, 'doctor'], {
    env: given,
    encoding: 'utf8',
  });
  return stdout.includes('mixes up prepared statements');
}

/** PgBouncer keeps their names from 1.21 on where it is told to, and by default from 1.24 on. */
const mixesUpStatements = () =>
  Number(/PgBouncer 1\.(\d+)/.exec(execFileSync('pgbouncer', ['--version'], { encoding: 'utf8' }))?.[1]) < 24;

/** Kills or freezes the leader, and starts it again as a standby after the promotion. Answers the times of each path in ms. */
async function failOver({ nodes, leader }, load, frozen) {
  const killed = await leader();
  const standby = nodes.find((node) => node !== killed);
  const promotion = standby.promoted();
  if (frozen) killed.freeze();
  else await killed.crash();
  const at = await promotion;
  const times = await Promise.all(
    load.map(async ({ name, saves }) => [name, Math.round((await saves.nextAfter(at)) - at)]),
  );
  if (frozen) await killed.crash();
  killed.start();
  return Object.fromEntries(times);
}

async function countLost(leader, acknowledged) {
  return withClient(leader.superuser(), async (client) => {
    const { rows } = await client.query(
      'SELECT count(*)::int AS n FROM unnest($1::text[]) AS a(name) WHERE NOT EXISTS (SELECT FROM ledgerlink.company c WHERE c.name = a.name)',
      [acknowledged],
    );
    return rows[0].n;
  });
}

async function presentations(platform) {
  const refreshes = (await platform.events()).filter(({ kind }) => kind === 'refresh');
  const tokens = new Set(refreshes.map(({ grantId, presentedRotation }) => `${grantId} ${presentedRotation}`));
  return { refreshes: refreshes.length, presentedTwice: refreshes.length - tokens.size };
}

async function countLostLinks(url, key, links) {
  const READ = 'query($id: ID!) { node(id: $id) { ... on CompanyLink { status } } }';
  const read = await Promise.all(links.map(({ id }) => graphql(url, key, READ, { id })));
  return read.filter(({ node }) => node?.status !== 'LINKED').length;
}

function brokenPromises({
  failovers,
  acknowledged,
  lost,
  refreshes,
  presentedTwice,
  linksLost,
  preparedStatementsRefused,
}) {
  const late = failovers.flatMap(Object.values).filter((ms) => ms > PROMISED_MS).length;
  return [
    acknowledged < 100 && 'there were too few acknowledged saves to judge',
    refreshes < LINKS && 'there were too few refreshes to judge',
    lost > 0 && `${lost} acknowledged companies are lost`,
    presentedTwice > 0 && `${presentedTwice} tokens were presented twice`,
    linksLost > 0 && `${linksLost} links are lost`,
    preparedStatementsRefused !== mixesUpStatements() && 'doctor is wrong about prepared statements behind PgBouncer',
    late > 0 && `${late} first acknowledgements came later than ${PROMISED_MS} ms after the promotion`,
  ].filter(Boolean);
}
