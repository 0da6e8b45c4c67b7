import { beforeAll, expect, test } from '@jest/globals';
import { toGlobalId } from '../../../src/infra/ids/ids.js';
import type { Json } from '../../support/app.js';
import { startPulledBooks } from '../../support/pulled-books.js';
import { useStarted } from '../../support/use-started.js';

const books = useStarted(() => startPulledBooks({}, { DATA_RETENTION_DAYS: '30' }));
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const PULL =
  'id status requestedBy startedAt endedAt parts { dataset status expected read created unchanged problems }';
const STATE = 'dataset status message recordCount lastCompletedAt nextPullAt schedule { interval }';

const admin = () => books.world.app.database.admin;
const ok = (query: string, variables: object = {}) => books.world.app.ok(query, variables);
let link = '';
let linkId = '';
const useLink = async () => {
  linkId = (await admin().query('SELECT id FROM ledgerlink.company_link')).rows[0].id;
  link = toGlobalId('CompanyLink', linkId);
};
beforeAll(useLink);

const statesOf = async (): Promise<Record<string, Json>> => {
  const { node } = await ok(`query($id: ID!) { node(id: $id) { ... on CompanyLink { datasets { ${STATE} } } } }`, {
    id: link,
  });
  return Object.fromEntries(node.datasets.map((state: Json) => [state.dataset, state]));
};
const mutate = async (name: string, input: object, select: string): Promise<Json> => {
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}`;
  const answer = await ok(
    `mutation($input: ${type}Input!) { ${name}(input: $input) { __typename ... on ${type}Success { ${select} } ... on Problem { message } } }`,
    { input },
  );
  return answer[name];
};
const pullDatasets = (more: object = {}) =>
  mutate('pullDatasets', { linkId: link, ...more }, `coalesced pull { ${PULL} }`);
const pullOf = async (id: string) => (await ok(`query($id: ID!) { pull(id: $id) { ${PULL} } }`, { id })).pull;
const countRecords = async (list: string) =>
  Number(
    (
      await admin().query('SELECT count(*) FROM ledgerlink.source_record WHERE link_id = $1 AND list = $2', [
        linkId,
        list,
      ])
    ).rows[0].count,
  );
const listRow = async (list: string) =>
  (await admin().query('SELECT * FROM ledgerlink.dataset WHERE link_id = $1 AND list = $2', [linkId, list])).rows[0];
const audited = async () =>
  (await admin().query('SELECT action, changed_fields FROM ledgerlink.audit_event ORDER BY id DESC LIMIT 1')).rows[0];

test(
  'a new link is pulled by itself, and its pull tells what was read',
  async () => {
    expect(new Set(Object.values(await statesOf()).map(({ status }) => status))).toEqual(new Set(['NEVER_PULLED']));
    await books.settle();
    const states = await statesOf();
    expect(Object.values(states).filter(({ status, message }) => status !== 'CURRENT' || message !== null)).toEqual([]);
    expect(states.CONTACTS).toMatchObject({
      recordCount: await countRecords('contacts'),
      schedule: { interval: 'HOURLY' },
    });
    const { node } = await ok(
      `query($id: ID!) { node(id: $id) { ... on CompanyLink { pulls { nodes { ${PULL} link { id } } pageInfo { hasNextPage } } } } }`,
      { id: link },
    );
    const [pull, ...more] = node.pulls.nodes;
    expect([more, node.pulls.pageInfo.hasNextPage, pull.link.id]).toEqual([[], false, link]);
    expect(pull).toMatchObject({ status: 'COMPLETED', requestedBy: 'link', endedAt: expect.any(String) });
    const contacts = pull.parts.find(({ dataset }: Json) => dataset === 'CONTACTS');
    const count = await countRecords('contacts');
    expect([pull.parts.length, contacts]).toMatchObject([16, { status: 'COMPLETED', expected: count, created: count }]);
  },
  MINUTE,
);

test(
  'what is asked for while a pull is under way becomes part of it',
  async () => {
    const first = await pullDatasets({ datasets: ['CONTACTS'] });
    expect(first).toMatchObject({ coalesced: false, pull: { status: 'QUEUED', parts: [{ dataset: 'CONTACTS' }] } });
    expect(first.pull.requestedBy).toMatch(/^default \(ll_/);
    expect(await audited()).toEqual({ action: 'pull.requested', changed_fields: ['CONTACTS'] });
    const second = await pullDatasets({ datasets: ['CONTACTS', 'ITEMS'] });
    expect(second).toMatchObject({ coalesced: true, pull: { id: first.pull.id, parts: [{}, { dataset: 'ITEMS' }] } });
    expect((await statesOf()).CONTACTS).toMatchObject({ status: 'QUEUED' });
    await books.settle();
    expect(await pullOf(first.pull.id)).toMatchObject({ status: 'COMPLETED' });
    expect((await pullDatasets({ datasets: ['CONTACTS'] })).coalesced).toBe(false);
    await books.settle();
  },
  MINUTE,
);

test(
  'a list that has begun is read once more for what is asked for meanwhile, as a whole if so',
  async () => {
    const { control } = books.world.sandbox;
    // Pages become small, so that the list has several.
    await control.patch('/settings', { bigPageBytes: 500 });
    const asked = { datasets: ['CONTACTS'], full: true };
    const { pull } = await pullDatasets(asked);
    await books.pullAndDie(4, true, { list: 'contacts' });
    const part = (await pullOf(pull.id)).parts[0];
    expect([part.status, part.read > 0]).toEqual(['RUNNING', true]);
    expect(await pullDatasets(asked)).toMatchObject({ coalesced: true });
    expect(await listRow('contacts')).toMatchObject({ is_asked_again: true, is_full_asked: true });
    await control.patch('/settings', { bigPageBytes: 0 });
    await books.settle();
    const after = { is_asked_again: false, is_full_asked: false, pull_id: null };
    expect(await listRow('contacts')).toMatchObject(after);
    expect(await pullOf(pull.id)).toMatchObject({ status: 'COMPLETED' });
    expect(await books.differences()).toEqual([]);
  },
  MINUTE,
);

test(
  'a round that nobody asked for does not answer a pull that was asked for while it ran',
  async () => {
    await books.pullAndDie(1, true, { list: 'contacts' });
    const { pull, coalesced } = await pullDatasets({ datasets: ['CONTACTS'] });
    expect(coalesced).toBe(false);
    await books.settle();
    expect(await pullOf(pull.id)).toMatchObject({ status: 'COMPLETED' });
  },
  MINUTE,
);

test(
  'a cancelled pull ends, keeps what it has read, and goes on later',
  async () => {
    await books.newLink({ size: 'small', seed: 9 });
    await useLink();
    await books.pullAndDie(12, true);
    const { coalesced, pull } = await pullDatasets();
    expect(coalesced).toBe(true);
    const before = await listRow('contacts');
    const cancelled = await mutate('cancelPull', { pullId: pull.id }, `pull { ${PULL} }`);
    expect(cancelled.pull).toMatchObject({ status: 'CANCELLED', endedAt: expect.any(String) });
    expect(await audited()).toMatchObject({ action: 'pull.cancelled' });
    expect(Number((await listRow('contacts')).generation)).toBe(Number(before.generation) + 1);
    const statuses = Object.values(await statesOf()).map(({ status }) => status);
    expect(statuses.filter((status) => !['PARTIAL', 'NEVER_PULLED', 'CURRENT'].includes(status))).toEqual([]);
    expect((await mutate('cancelPull', { pullId: pull.id }, `pull { ${PULL} }`)).pull).toEqual(cancelled.pull);
    await books.pull();
    expect(await books.differences()).toEqual([]);
    expect((await pullOf(pull.id)).status).toBe('CANCELLED');
  },
  MINUTE,
);

test('a schedule says when datasets are pulled next', async () => {
  const set = async (interval: string, datasets?: string[]) => {
    await mutate('setPullSchedule', { linkId: link, interval, datasets }, `datasets { ${STATE} }`);
    return statesOf();
  };
  const off = await set('OFF', ['ITEMS']);
  expect([off.ITEMS.nextPullAt, off.ITEMS.schedule.interval, off.CONTACTS.schedule.interval]).toEqual([
    null,
    'OFF',
    'HOURLY',
  ]);
  expect(await audited()).toEqual({ action: 'pull.scheduled', changed_fields: ['ITEMS'] });
  const later = await set('EVERY_6_HOURS');
  const late = Object.values(later).filter(
    ({ nextPullAt, lastCompletedAt }) => Date.parse(nextPullAt) - Date.parse(lastCompletedAt) > 6.6 * HOUR,
  );
  expect([late, later.ITEMS.schedule.interval]).toEqual([[], 'EVERY_6_HOURS']);
  await set('HOURLY');
});

test(
  'deleted data are gone, the rest stays, and the next pull numbers its changes on',
  async () => {
    const kept = await countRecords('products');
    const before = await listRow('contacts');
    const answer = await mutate('deleteData', { linkId: link, datasets: ['CONTACTS'] }, `datasets { ${STATE} }`);
    expect(answer.datasets.find(({ dataset }: Json) => dataset === 'CONTACTS')).toMatchObject({
      status: 'NEVER_PULLED',
      recordCount: 0,
      message: expect.stringContaining('deleted'),
      nextPullAt: expect.any(String),
    });
    expect(await audited()).toEqual({ action: 'data.deleted', changed_fields: ['CONTACTS'] });
    // It waits for the deletion, although it is due.
    await pullDatasets({ datasets: ['CONTACTS'] });
    await books.world.app.services.pullScheduler.startDue();
    await books.world.app.services.pullScheduler.idle();
    expect(await listRow('contacts')).toMatchObject({ status: 'NEVER_PULLED', change_no: before.change_no });
    await books.world.app.services.dataDeletion.deleteAsked([books.world.app.workspace.id]);
    expect([await countRecords('contacts'), await countRecords('products')]).toEqual([0, kept]);
    const models = 'SELECT count(*) FROM ledgerlink.contact WHERE link_id = $1';
    expect((await admin().query(models, [linkId])).rows[0].count).toBe('0');
    await books.settle();
    expect(await books.differences()).toEqual([]);
    const lowest = 'SELECT min(change_no) AS no FROM ledgerlink.source_record WHERE link_id = $1 AND list = $2';
    expect(Number((await admin().query(lowest, [linkId, 'contacts'])).rows[0].no)).toBe(Number(before.change_no) + 1);
  },
  MINUTE,
);

test('the data of a link that has ended are deleted after the days that are set, and history after ninety', async () => {
  const { dataDeletion } = books.world.app.services;
  const clean = async () => {
    await dataDeletion.deleteOld([books.world.app.workspace.id]);
    await dataDeletion.deleteAsked([books.world.app.workspace.id]);
  };
  const end = (days: number) =>
    admin().query(
      `UPDATE ledgerlink.company_link SET status = 'UNLINKED', status_reason = 'UNLINKED_BY_WORKSPACE', grant_id = NULL,
              status_changed_at = now() - $1::integer * interval '1 day'`,
      [days],
    );
  await admin().query("UPDATE ledgerlink.pull SET requested_at = now() - interval '89 days'");
  await end(29);
  await clean();
  const pulls = async () => Number((await admin().query('SELECT count(*) FROM ledgerlink.pull')).rows[0].count);
  expect([(await countRecords('contacts')) > 0, (await pulls()) > 0]).toEqual([true, true]);
  await admin().query("UPDATE ledgerlink.pull SET requested_at = now() - interval '91 days'");
  await end(31);
  await clean();
  const left = await admin().query('SELECT count(*) FROM ledgerlink.source_record WHERE link_id = $1', [linkId]);
  expect([left.rows[0].count, await pulls()]).toEqual(['0', 0]);
  expect((await listRow('contacts')).change_no).not.toBe('0');
  expect(await audited()).toMatchObject({ action: 'data.deleted' });
});

test('what is not possible says why', async () => {
  const kinds = async (input: object) => (await pullDatasets(input)).__typename;
  const never = toGlobalId('CompanyLink', '01890000-0000-7000-8000-000000000000');
  expect(await kinds({})).toBe('RelinkRequired');
  expect(await kinds({ linkId: never })).toBe('LinkNotFound');
  await admin().query("UPDATE ledgerlink.company_link SET status = 'PENDING', status_reason = 'LINK_REQUESTED'");
  expect(await kinds({})).toBe('LinkPending');
  await admin().query('UPDATE ledgerlink.integration_setting SET enabled = false');
  expect(await kinds({})).toBe('IntegrationDisabled');
  const pullId = toGlobalId('Pull', '01890000-0000-7000-8000-000000000000');
  expect((await mutate('cancelPull', { pullId }, 'pull { id }')).__typename).toBe('PullNotFound');
  expect((await mutate('deleteData', { linkId: never }, 'datasets { dataset }')).__typename).toBe('LinkNotFound');
  const { errors } = await books.world.app.send(
    'mutation($input: DeleteDataInput!) { deleteData(input: $input) { __typename } }',
    { input: { linkId: link, datasets: [] } },
  );
  expect(errors?.[0].message).toBe('`input.datasets` must name a dataset. Leave it out for all datasets.');
});
