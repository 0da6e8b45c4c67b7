import { beforeEach, expect, test } from '@jest/globals';
import { progressWritten } from '../../src/datasets/round.repository.js';
import { startPulledBooks } from '../support/pulled-books.js';
import { useStarted } from '../support/use-started.js';

const books = useStarted(() => startPulledBooks());
const MINUTE = 60_000;
const admin = () => books.world.app.database.admin;

beforeEach(async () => {
  await books.newLink({ size: 'small', seed: 3 });
  await books.settle();
}, MINUTE);

/** As after an update that brings newer mappers. */
async function mappedByOlder(): Promise<void> {
  await admin().query('UPDATE ledgerlink.source_record SET mapper_version = 0');
  await admin().query('UPDATE ledgerlink.dataset SET mapper_version = 0');
}

test(
  'records that an older mapper has mapped are mapped anew, and only what differs is written and a change',
  async () => {
    const { rows: found } = await admin().query(
      `UPDATE ledgerlink.contact SET name = 'as an older mapper has it'
        WHERE source_id IN (SELECT source_id FROM ledgerlink.contact LIMIT 1)
          AND link_id IN (SELECT id FROM ledgerlink.company_link) RETURNING link_id, source_id`,
    );
    const name = async () =>
      (
        await admin().query('SELECT name FROM ledgerlink.contact WHERE link_id = $1 AND source_id = $2', [
          found[0].link_id,
          found[0].source_id,
        ])
      ).rows;
    await mappedByOlder();
    const numbers = async () => new Map((await books.datasets()).map(({ list, change_no: no }) => [list, Number(no)]));
    const before = await numbers();
    const { rows: now } = await admin().query('SELECT pg_current_xact_id()::text AS id');
    await books.world.app.services.remapping.mapAll();
    expect(await numbers()).toEqual(before.set('contacts', (before.get('contacts') ?? 0) + 1));
    expect(await name()).toEqual([{ name: expect.not.stringContaining('older') }]);
    const written = await admin().query(
      `SELECT source_id FROM ledgerlink.source_record WHERE xmin::text::bigint >= $1
        UNION ALL SELECT source_id FROM ledgerlink.document WHERE xmin::text::bigint >= $1`,
      [now[0].id],
    );
    expect(written.rows).toEqual([{ source_id: found[0].source_id }]);
    const left = await admin().query(
      'SELECT 1 FROM ledgerlink.dataset WHERE mapper_version = 0 OR lease_until IS NOT NULL',
    );
    expect(left.rows).toEqual([]);
    await books.pull();
    expect(await numbers()).toEqual(before);
  },
  MINUTE,
);

interface Mapped {
  readonly version: number;
  readonly place: { readonly version: number; readonly after: string } | null;
  readonly isHeld: boolean;
}

const ENTRIES = "list = 'ledger_entries' AND link_id IN (SELECT id FROM ledgerlink.company_link)";
async function entries(): Promise<Mapped> {
  const { rows } = await admin().query(
    `SELECT mapper_version AS version, mapping_position AS place, lease_until IS NOT NULL AS "isHeld"
       FROM ledgerlink.dataset WHERE ${ENTRIES}`,
  );
  return rows[0];
}

/** Maps ten records of each list. Answers whether any are left. */
const mapABatch = () => books.world.app.services.remapping.mapOutdated([books.world.app.workspace.id], 0);

test(
  'a list is given back between two turns, is pulled then, and goes on where it was left',
  async () => {
    await mappedByOlder();
    const places: string[] = [];
    while (await mapABatch()) {
      const { version, place, isHeld } = await entries();
      expect(isHeld).toBe(false);
      if (version > 0) continue;
      places.push(String(place?.after));
      if (places.length > 1) continue;
      await books.pull();
      expect((await entries()).place).toEqual(place);
    }
    const { rows } = await admin().query(`SELECT source_id FROM ledgerlink.source_record WHERE ${ENTRIES} ORDER BY 1`);
    // Ten at a time. The last turn ends the list.
    expect(places.length).toBeGreaterThan(2);
    expect(places).toEqual(rows.map((row) => row.source_id).filter((_, at) => at % 10 === 9));
    expect(await entries()).toMatchObject({ version: expect.any(Number), place: null, isHeld: false });
    expect(await books.differences()).toEqual([]);
  },
  MINUTE,
);

test('what a process with an older mapper pulls meanwhile is mapped anew, too', async () => {
  await mappedByOlder();
  await mapABatch();
  const { place } = await entries();
  expect(place?.after).toEqual(expect.any(String));
  const { rows } = await admin().query(`SELECT * FROM ledgerlink.dataset WHERE ${ENTRIES}`);
  const [{ workspace_id: workspaceId, link_id: linkId, list, generation, ...row }] = rows;
  const pulledBy = async (mapperVersion: number) => {
    const { text, values } = progressWritten(
      { ref: { workspaceId, linkId, list }, generation },
      {
        ...{ position: row.position, counts: row.counts, until: new Date(), showsDeleted: row.shows_deleted },
        ...{ changeNo: Number(row.change_no), liveCount: Number(row.live_count), mapperVersion },
      },
    );
    await admin().query(text, [...values]);
    return (await entries()).place;
  };
  expect(await pulledBy(Number(place?.version))).toEqual(place);
  expect(await pulledBy(Number(place?.version) - 1)).toBe(null);
});
