import { setTimeout as sleep } from 'node:timers/promises';
import { cpuMs, postgresUsage } from '../measure/process-usage.mjs';
import { startPulling } from './books.mjs';

/** Of one core: of the API process and PostgreSQL together. */
const MOST_PERCENT = 2;
const LISTS = 16;
/** A process reads all links when it starts, and every five minutes. */
const STARTED_MS = 20_000;

/** Many links, all of whose lists are current: one process looks for what is due, and nothing is. */
export async function measure(context) {
  const { linked, seconds } = context.options;
  const pulling = await startPulling(context, 'rest');
  await pulling.newLink(50, true);
  await copyLink(pulling.db, linked);
  const postgres = postgresUsage(context.cluster.postmaster);
  const share = async (env) => {
    const fleet = await pulling.startProcesses(1, env);
    const { pid } = fleet.members[0].child;
    await sleep(STARTED_MS);
    const [api, database] = [cpuMs(pid), postgres.cpuMs()];
    await sleep(seconds * 1_000);
    const percent = (ms) => ms / seconds / 10;
    const used = { api: percent(cpuMs(pid) - api), database: percent(postgres.cpuMs() - database) };
    await fleet.end();
    return { ...used, all: used.api + used.database };
  };
  const pulls = await share({});
  const without = await share({ PULLS: 'off' });
  const { rows } = await pulling.db.query('SELECT count(*)::int AS count FROM ledgerlink.dataset');
  return {
    report: {
      ...{ links: linked, lists: rows[0].count, apiPercent: pulls.api.toFixed(2) },
      ...{ databasePercent: pulls.database.toFixed(2), percent: pulls.all.toFixed(2) },
      withoutPullsPercent: without.all.toFixed(2),
    },
    broken: [[pulls.all > MOST_PERCENT, `links at rest take more than ${MOST_PERCENT} % of a core`]],
  };
}

/**
 * Copies of the one link there is: each was linked days ago, and its lists are due within a day. `ids` are columns with an id that
 * belongs to one link.
 */
const COPIED = [
  {
    table: 'platform_grant',
    ids: { id: 'grant', pair_id: 'pair' },
    same: `integration_key, credential_set_id, held_set_id, country_code, platform_user_id, access_sealed, refresh_sealed,
      access_expires_at, refresh_expires_at, keep_alive_at`,
  },
  { table: 'company', ids: { id: 'company' }, same: 'name, search_name' },
  {
    table: 'company_link',
    ids: { id: 'link', company_id: 'company', grant_id: 'grant' },
    same: `search_name, integration_key, status, status_reason, credential_set_id, country_code, business_id, business_name,
      business_is_lead, linked_at`,
  },
  {
    table: 'dataset',
    ids: { link_id: 'link' },
    same: `list, dataset, status, interval_minutes, generation, is_full_asked, is_asked_again, shows_deleted, change_no, live_count,
      counts, failures, mapper_version`,
  },
];

async function copyLink(db, count) {
  await db.query(
    `DELETE FROM ledgerlink.dataset WHERE list NOT IN (SELECT list FROM ledgerlink.dataset ORDER BY list LIMIT ${LISTS})`,
  );
  await db.query("UPDATE ledgerlink.dataset SET status = 'CURRENT'");
  // Without a check of each foreign key.
  await db.query("SET session_replication_role = 'replica'");
  for (const { table, ids, same } of COPIED) {
    const values = Object.values(ids).map((kind) => `md5('${kind} ' || n)::uuid`);
    await db.query(
      `INSERT INTO ledgerlink.${table} (workspace_id, ${Object.keys(ids)}, ${same})
         SELECT workspace_id, ${values}, ${same} FROM ledgerlink.${table}, generate_series(2, ${count}) AS n`,
    );
  }
  await db.query(
    "UPDATE ledgerlink.company_link SET status_changed_at = now() - random() * interval '30 days' - interval '1 day'",
  );
  await db.query("UPDATE ledgerlink.dataset SET due_at = now() + interval '1 hour' + random() * interval '23 hours'");
  await db.query('VACUUM ANALYZE');
  await db.query('CHECKPOINT');
}
