import { built } from '../place.mjs';

const { recordHash } = await import('../../dist/sandbox/control/changes.routes.js');
const { sageLists } = await built('providers/sage/datasets/sage.lists.js');
const PAGE = 10_000;

/** What differs between the stored records of a link and the books of its business, by the sandbox's own word. */
export async function differences({ control, db }, { linkId, businessId, lists }) {
  const different = [];
  for (const { key: list } of sageLists('3.1').filter(({ key, form }) => form === 'LIST' && lists.includes(key))) {
    const { rows } = await db.query(
      `SELECT source_id AS id, deleted_at IS NOT NULL AS deleted, raw FROM ledgerlink.source_record
        WHERE link_id = $1 AND list = $2`,
      [linkId, list],
    );
    const stored = new Map(rows.map((row) => [row.id, row]));
    const truth = await truthOf(control, businessId, list);
    for (const { id, deleted, hash } of truth) {
      const row = stored.get(id);
      stored.delete(id);
      if (row === undefined ? !deleted : row.deleted !== deleted || (!deleted && recordHash(row.raw) !== hash))
        different.push(`${list} ${id}`);
    }
    different.push(...[...stored.keys()].map((id) => `${list} ${id} is not there`));
  }
  return different;
}

async function truthOf(control, businessId, list) {
  const records = [];
  for (let after = 0; after !== null; ) {
    const page = await control.get(`/truth?business=${businessId}&list=${list}&after=${after}&limit=${PAGE}`);
    records.push(...page.records);
    after = page.next;
  }
  return records;
}
