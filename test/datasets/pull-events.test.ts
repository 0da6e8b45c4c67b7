import { beforeEach, expect, test } from '@jest/globals';
import { toGlobalId } from '../../src/infra/ids/ids.js';
import type { Json } from '../support/app.js';
import { DOCUMENTED_FIELDS } from '../support/documented-events.js';
import { startPulledBooks } from '../support/pulled-books.js';
import { uuidOf } from '../support/sage.js';
import { useStarted } from '../support/use-started.js';

const books = useStarted(() => startPulledBooks());
const MINUTE = 60_000;
const ok = (query: string, variables: object = {}) => books.world.app.ok(query, variables);
const admin = () => books.world.app.database.admin;
const setBooks = (options: object) =>
  books.world.sandbox.control.post('/books', { businessId: books.businessId, ...options });

/** The ids of the link of the present test, as the API has them. */
const ids = { linkId: '', companyId: '' };
let readTo = '';

beforeEach(async () => {
  await books.newLink({ size: 'small', seed: 3, edition: 'plus', deniedAreas: [] });
  const [row] = (await admin().query('SELECT id, company_id FROM ledgerlink.company_link')).rows;
  Object.assign(ids, { linkId: toGlobalId('CompanyLink', row.id), companyId: toGlobalId('Company', row.company_id) });
  await events();
}, MINUTE);

/** The events since they were read last, oldest first. Each is about the link. */
async function events(): Promise<Json[]> {
  const found: Json[] = [];
  for (let hasNextPage = true; hasNextPage; ) {
    const page = await ok(
      `query($after: String) { events(after: $after, first: 100) { nodes { type link { id } payload } pageInfo { endCursor hasNextPage } } }`,
      { after: readTo },
    );
    found.push(...page.events.nodes.filter(({ type }: Json) => /^(PULL|DATASET)_/.test(type)));
    ({ hasNextPage } = page.events.pageInfo);
    readTo = page.events.pageInfo.endCursor ?? readTo;
  }
  for (const { type, link, payload } of found) {
    expect([type, Object.keys(payload).sort()]).toEqual([type, DOCUMENTED_FIELDS.get(type)]);
    expect([link.id, payload]).toMatchObject([ids.linkId, { ...ids, integrationKey: expect.any(String) }]);
    // Thin: the limit is that of a webhook's body.
    expect(JSON.stringify(payload).length).toBeLessThan(1_000);
  }
  return found.map(({ type, payload }) => ({ type, ...payload }));
}
const typesOf = (found: readonly Json[]) => found.map(({ type }) => type);
const without = (found: readonly Json[]) => found.filter(({ type }) => type !== 'DATASET_CHANGED');

/** How many changes of a dataset there are after a cursor, and the cursor behind them. */
async function changesAfter(dataset: string, after: string | null): Promise<{ count: number; endCursor: string }> {
  let [count, cursor] = [0, after];
  for (;;) {
    const { node } = await ok(
      `query($id: ID!, $of: [Dataset!], $after: String) { node(id: $id) { ... on CompanyLink {
         changes(datasets: $of, after: $after, first: 500) { nodes { action } pageInfo { hasNextPage endCursor } } } } }`,
      { id: ids.linkId, of: [dataset], after: cursor },
    );
    count += node.changes.nodes.length;
    cursor = node.changes.pageInfo.endCursor ?? cursor;
    if (!node.changes.pageInfo.hasNextPage) return { count, endCursor: cursor ?? '' };
  }
}

const pullDatasets = async (more: object = {}): Promise<string> => {
  const answer = await ok(
    'mutation($input: PullDatasetsInput!) { pullDatasets(input: $input) { ... on PullDatasetsSuccess { pull { id } } } }',
    { input: { linkId: ids.linkId, ...more } },
  );
  return answer.pullDatasets.pull.id;
};

test(
  'of a first pull each list that brought records is told once, with cursors that lead to them, and the end of the pull once',
  async () => {
    await books.settle();
    const found = await events();
    const ends = without(found);
    expect(ends).toMatchObject([
      {
        type: 'PULL_INITIAL_COMPLETED',
        status: 'COMPLETED',
        pullId: toGlobalId('Pull', uuidOf(ids.linkId)),
        problems: 0,
      },
    ]);
    const changed = found.filter(({ type }) => type === 'DATASET_CHANGED');
    const brought = (await books.datasets()).filter(({ change_no }) => change_no !== '0');
    expect(changed).toHaveLength(brought.length);
    expect(changed.reduce((sum, { created }) => sum + created, 0)).toBe(ends[0].created);
    for (const { dataset, afterCursor, cursor, created, pullId } of changed) {
      const [from, to] = [await changesAfter(dataset, afterCursor), await changesAfter(dataset, cursor)];
      expect([dataset, from.count - to.count, pullId]).toEqual([dataset, created, ends[0].pullId]);
    }
    // Of a dataset with several lists, too, each event goes on where the one before has ended.
    for (const dataset of new Set(changed.map((one) => one.dataset))) {
      const cursors = changed.filter((one) => one.dataset === dataset);
      expect(cursors.slice(1).map(({ afterCursor }) => afterCursor)).toEqual(
        cursors.slice(0, -1).map(({ cursor }) => cursor),
      );
    }
    await books.pull();
    expect(await events()).toEqual([]);
  },
  MINUTE,
);

test(
  'a round by the schedule tells what it has changed, and a pull that was asked for tells its end',
  async () => {
    await books.settle();
    await events();
    await books.world.sandbox.control.post('/books/changes', { businessId: books.businessId, count: 20 });
    await books.pull();
    const scheduled = await events();
    expect(new Set(typesOf(scheduled))).toEqual(new Set(['DATASET_CHANGED']));
    for (const { pullId } of scheduled)
      expect((await ok('query($id: ID!) { pull(id: $id) { requestedBy } }', { id: pullId })).pull.requestedBy).toBe(
        'schedule',
      );
    const pullId = await pullDatasets({ datasets: ['CONTACTS', 'ITEMS'] });
    await books.settle();
    expect(await events()).toMatchObject([{ type: 'PULL_COMPLETED', pullId, created: 0, changed: 0, deleted: 0 }]);
  },
  MINUTE,
);

test(
  'what a user may not read is told when it begins and when it ends, and not again with each pull',
  async () => {
    await setBooks({ edition: 'start', deniedAreas: ['journals'] });
    await books.settle();
    const [end, ...more] = without(await events()).reverse();
    expect(end).toMatchObject({
      type: 'PULL_FAILED',
      status: 'PARTIAL',
      datasets: more.map(({ dataset }) => dataset).sort(),
    });
    expect(new Set(typesOf(more))).toEqual(new Set(['DATASET_PERMISSION_DENIED']));
    expect(new Set(more.map(({ dataset }) => dataset)).size).toBe(more.length);
    await books.pull();
    expect(without(await events())).toEqual([]);
    await setBooks({ edition: 'plus', deniedAreas: [] });
    await books.pull();
    const recovered = without(await events());
    expect(recovered.map(({ type, dataset }) => [type, dataset]).sort()).toEqual(
      more.map(({ dataset }) => ['DATASET_RECOVERED', dataset]).sort(),
    );
  },
  MINUTE,
);

test(
  'a list that loses many records at once is told before any of them counts as deleted, and when it is clear again',
  async () => {
    await books.settle();
    await admin().query(
      `INSERT INTO ledgerlink.source_record SELECT workspace_id, link_id, list, source_id || '-' || n, hash, raw, raw_sealed,
            source_created_at, source_updated_at, read_at, deleted_at, deletion, change_no, created_no, action, mapper_version
       FROM ledgerlink.source_record, generate_series(1, 30) AS n
      WHERE list = 'tax_rates' AND link_id IN (SELECT id FROM ledgerlink.company_link)`,
    );
    await events();
    await books.pull();
    expect(await events()).toMatchObject([{ type: 'DATASET_SUSPICIOUS', dataset: 'TAX_RATES' }]);
    await admin().query("UPDATE ledgerlink.dataset_todo SET added_at = added_at - interval '11 min'");
    await books.pull();
    const [changed, ...others] = await events();
    expect(changed).toMatchObject({ type: 'DATASET_CHANGED', dataset: 'TAX_RATES', created: 0 });
    expect(changed.deleted).toBeGreaterThan(50);
    expect(others).toMatchObject([{ type: 'DATASET_RECOVERED', dataset: 'TAX_RATES' }]);
  },
  MINUTE,
);

test(
  'a pull that is cancelled ends, and what it had read is told when it is read to its end',
  async () => {
    await books.pullAndDie(12, true);
    const early = await events();
    const pullId = await pullDatasets();
    await ok('mutation($input: CancelPullInput!) { cancelPull(input: $input) { __typename } }', { input: { pullId } });
    await ok('mutation($input: CancelPullInput!) { cancelPull(input: $input) { __typename } }', { input: { pullId } });
    expect(await events()).toMatchObject([{ type: 'PULL_FAILED', status: 'CANCELLED', pullId }]);
    await books.pull();
    const later = await events();
    const brought = (await books.datasets()).filter(({ change_no }) => change_no !== '0');
    expect(new Set(typesOf([...early, ...later]))).toEqual(new Set(['DATASET_CHANGED']));
    expect(early.length + later.length).toBe(brought.length);
  },
  MINUTE,
);
