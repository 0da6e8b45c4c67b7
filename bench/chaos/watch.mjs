import pg from 'pg';
import { now, sleep } from './fleet.mjs';

const EVERY_MS = 100;
const READ = `SELECT id, state, rotation, generation, lease_owner, lease_until, pair_id FROM ledgerlink.platform_grant WHERE workspace_id = $1`;

/**
 * Reads every grant ten times a second. The stored rotation must never decrease, a generation must have one owner, and a
 * rotation one pair.
 */
export function startWatch(superuser, workspaceId) {
  const broken = [];
  const seen = new Map();
  let going = true;
  const client = new pg.Client({ connectionString: superuser });
  const watching = (async () => {
    await client.connect();
    while (going) {
      for (const row of (await client.query(READ, [workspaceId])).rows) note(row);
      await sleep(EVERY_MS);
    }
    await client.end();
  })();
  function note(row) {
    const before = seen.get(row.id) ?? { rotation: 0, owners: new Map(), pairs: new Map() };
    seen.set(row.id, before);
    if (row.rotation < before.rotation)
      broken.push({
        what: 'stale write',
        grantId: row.id,
        from: before.rotation,
        to: row.rotation,
        at: now(),
      });
    before.rotation = row.rotation;
    compare(before.owners, row.generation, row.lease_owner, 'two owners of one turn', row);
    compare(before.pairs, row.rotation, row.pair_id, 'two pairs of one rotation', row);
  }
  function compare(known, number, value, what, row) {
    if (value === null) return;
    if ((known.get(number) ?? value) !== value) broken.push({ what, grantId: row.id, number, at: now() });
    known.set(number, value);
  }
  return {
    broken,
    async stop() {
      going = false;
      await watching;
    },
  };
}
