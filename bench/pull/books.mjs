import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { startFleet } from '../chaos/fleet.mjs';
import { makeLinks, saveApplication } from '../chaos/links.mjs';
import { startPlatform } from '../chaos/platform.mjs';
import { makeWorkspaces } from '../data/workspaces.mjs';
import { built } from '../place.mjs';
import { AMPLE } from '../platform/overhead.mjs';

const { sageLists } = await built('providers/sage/datasets/sage.lists.js');
const { datasetsAdded } = await built('datasets/dataset.repository.js');
const { NO_COUNTS } = await built('datasets/records/changes.rules.js');

/** What the sandbox waits before each answer. */
const LATENCY_MS = 20;
const LOG_PAGE = 10_000;

/**
 * An installation that pulls: a sandbox, a database and a workspace. `startProcesses` starts API processes; links are made
 * while none runs, and their lists are due when `makeDue` is called.
 */
export async function startPulling({ cluster, folder, ends }, name) {
  const { urls, encryptionKeys } = cluster;
  const [workspace] = await makeWorkspaces(urls.owner, [name]);
  const sandbox = await startPlatform({ lenient: true, kills: 0, accessSeconds: 3_600 });
  ends.push(() => sandbox.stop());
  const { control } = sandbox;
  await control.post('/faults', { endpoint: 'api', kind: 'hang', ms: LATENCY_MS, when: 'after' });
  const db = new pg.Client({ connectionString: urls.superuser });
  await db.connect();
  ends.push(() => db.end());
  const env = {
    ...{ PATH: process.env.PATH, NODE_ENV: 'development', HOST: '127.0.0.1', LOG_LEVEL: 'info', PORTAL: 'off' },
    ...{ DATABASE_URL: urls.app, DATABASE_MIGRATION_URL: urls.owner, DATABASE_POOL_SIZE: '10', DATA_DIR: folder },
    ...{ ENCRYPTION_KEYS: encryptionKeys, SANDBOX_URL: sandbox.url, PREPARED_STATEMENTS: 'on' },
    ...{ PULLS: 'on', PULL_INTERVAL: 'HOURLY', ...AMPLE },
  };
  const startProcesses = async (count, more = {}, { place = '', program } = {}) => {
    const fleet = await startFleet(count, { ...env, ...more }, `${folder}/spool-${name}${place}`, program);
    ends.push(() => fleet.endAtOnce());
    return fleet;
  };
  const fleet = await startProcesses(1);
  const { clientId } = await saveApplication(control, fleet.urlOf(0), workspace.key);
  await fleet.end();
  const { users } = await control.get('/users');
  const { businesses } = users.find(({ user }) => user === 'many');
  let made = 0;
  return {
    control,
    db,
    key: workspace.key,
    sandbox,
    startProcesses,
    /** How many links `newLink` can make. */
    mostLinks: businesses.length,
    /** A link to the next business, with books of about `records` records: in all lists, or in the smallest that have as many. */
    async newLink(records, all = false) {
      const business = businesses[made];
      const { counts } = await control.post('/books', { businessId: business.id, ...sizeFor(records) });
      const lists = all ? ALL : listsFor(counts, records);
      const rows = { control, superuser: urls.superuser, workspaceId: workspace.id, encryptionKeys, clientId };
      const [{ id, linkId }] = await makeLinks({ ...rows, count: 1, first: made });
      made += 1;
      const more = { intervalMinutes: 60, pullId: null, counts: NO_COUNTS };
      await db.query(datasetsAdded({ workspaceId: workspace.id, linkId }, lists, more));
      const { tokens } = await control.post('/grants', { clientId, user: 'many', businessId: business.id });
      const headers = { authorization: `Bearer ${tokens.access_token}`, 'x-business': business.id };
      return { id, linkId, businessId: business.id, lists: lists.map(({ list }) => list), headers };
    },
    makeDue: (set = '') => db.query(`UPDATE ledgerlink.dataset SET due_at = now() - interval '1 s'${set}`),
    /** Waits until no list is due, and calls `look` meanwhile. */
    async settle(look = async () => {}) {
      do {
        await sleep(200);
        await look();
      } while (
        (await db.query("SELECT 1 FROM ledgerlink.dataset WHERE due_at <= now() + interval '4 s' LIMIT 1")).rows
          .length > 0
      );
    },
    /** The lists that are not as they should be after a pull without faults. */
    async notCurrent() {
      const { rows } = await db.query(
        "SELECT list, status, last_error FROM ledgerlink.dataset WHERE status NOT IN ('CURRENT', 'NEVER_PULLED')",
      );
      return rows.map(({ list, status, last_error: error }) => `${list} ${status} ${JSON.stringify(error)}`);
    },
    async countRecords() {
      const { rows } = await db.query('SELECT count(*)::int AS count FROM ledgerlink.source_record');
      return rows[0].count;
    },
    /** The requests for records that the sandbox has got since the request `after`. */
    async requestsAfter(after = 0) {
      const all = [];
      for (let next = after; ; ) {
        const page = await control.get(`/requests?after=${next}&limit=${LOG_PAGE}`);
        all.push(...page.requests);
        if (page.requests.length === 0) return { requests: all, next };
        next = page.next;
      }
    },
  };
}

const sizeFor = (records) => ({ size: records > 15_000 ? 'large' : records > 100 ? 'usual' : 'small' });

const ALL = sageLists('3.1').map(({ key, dataset, mapperVersion }) => ({
  list: key,
  dataset,
  mapperVersion,
  dueAt: null,
}));

function listsFor(counts, records) {
  const known = ALL.filter(({ list }) => list in counts);
  let sum = 0;
  return known
    .sort((one, other) => counts[one.list] - counts[other.list])
    .filter(({ list }) => {
      const isNeeded = sum < records;
      if (isNeeded) sum += counts[list];
      return isNeeded;
    });
}

/** The list of a request for records, and whether it asks for a page of all of them. */
export function readRequest(sandbox, { url }) {
  const { pathname, searchParams } = new URL(url, sandbox.url);
  const [, list, id] = /^\/v3\.1\/([a-z_]+)(?:\/(\w+))?$/.exec(pathname) ?? [];
  const isSince = ['updated_or_created_since', 'deleted_since'].some((name) => searchParams.has(name));
  const isPage = id === undefined && searchParams.get('items_per_page') !== '1';
  return { list, isWhole: isPage && !isSince && searchParams.get('attributes') === 'all' };
}
