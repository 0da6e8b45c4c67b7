import { describe, expect, test } from '@jest/globals';
import { intervalNamed, type ListState, summarise } from '../../../src/datasets/pulls/dataset-state.rules.js';
import { DATASETS } from '../../../src/providers/model-parts.js';

const day = (date: number) => new Date(Date.UTC(2026, 0, date));
const listOf = (list: string, more: Partial<ListState> = {}): ListState => ({
  list,
  dataset: 'ITEMS',
  status: 'CURRENT',
  interval_minutes: 1440,
  due_at: day(9),
  is_leased: false,
  is_asked: false,
  is_deleting: false,
  live_count: '3',
  last_complete_at: day(8),
  last_error: null,
  ...more,
});
const HERE = { intervalMinutes: 60, pulls: true };
const itemsOf = (...lists: ListState[]) => summarise(lists, HERE, 'LINKED').find(({ dataset }) => dataset === 'ITEMS');
const failed = (code: string) => ({ code, requestId: null });

describe('the status of a dataset', () => {
  test.each<[string, Partial<ListState>, string]>([
    ['it is pulled', { status: 'PULLING', is_leased: true }, 'PULLING'],
    ['its process has died', { status: 'PULLING' }, 'QUEUED'],
    ['it was asked for', { status: 'CURRENT', is_asked: true }, 'QUEUED'],
    ['it was asked for, and the platform is away', { status: 'WAITING', is_asked: true }, 'WAITING'],
    ['it was asked for, and the link is lost', { status: 'LINK_LOST', is_asked: true }, 'LINK_LOST'],
    ['its data are deleted', { status: 'PULLING', is_leased: true, is_deleting: true }, 'NEVER_PULLED'],
    ['nothing is wrong', {}, 'CURRENT'],
  ])('where %s', (_, more, status) => {
    expect(itemsOf(listOf('products', more))?.status).toBe(status);
  });

  test.each([
    [['CURRENT', 'PARTIAL'], 'PARTIAL'],
    [['PARTIAL', 'PERMISSION_DENIED'], 'PERMISSION_DENIED'],
    [['CURRENT', 'NEVER_PULLED'], 'NEVER_PULLED'],
    [['CURRENT', 'NOT_SUPPORTED'], 'CURRENT'],
    [['NOT_SUPPORTED', 'NOT_SUPPORTED'], 'NOT_SUPPORTED'],
  ])('of lists that are %p is %s', (statuses, status) => {
    expect(itemsOf(...statuses.map((one, at) => listOf(String(at), { status: one })))?.status).toBe(status);
  });

  test('is NEVER_PULLED without any list, and NOT_SUPPORTED where only others have lists', () => {
    expect(summarise([], HERE, 'LINKED').map(({ dataset, status }) => [dataset, status])).toEqual(
      DATASETS.map((dataset) => [dataset, 'NEVER_PULLED']),
    );
    expect(summarise([listOf('products')], HERE, 'LINKED')[0]).toMatchObject({
      dataset: 'ACCOUNTS',
      status: 'NOT_SUPPORTED',
      interval: 'HOURLY',
    });
  });
});

describe('a link that gives no access', () => {
  const lists = [listOf('products'), listOf('contacts', { dataset: 'CONTACTS', is_deleting: true })];
  const stateOf = (link: 'PENDING' | 'DEAUTHORIZED' | 'UNLINKED', dataset: string, own = lists) =>
    summarise(own, HERE, link).find((one) => one.dataset === dataset);

  test.each(['DEAUTHORIZED', 'UNLINKED'] as const)('is %s: nothing is pulled before it is linked again', (link) => {
    expect(stateOf(link, 'ITEMS')).toMatchObject({ status: 'LINK_LOST', nextPullAt: null, recordCount: 3 });
    expect(stateOf(link, 'ITEMS')?.message).toContain('linkCompany');
    expect(stateOf(link, 'ITEMS', [])?.message).toContain('linkCompany');
    expect(stateOf(link, 'CONTACTS')?.message).toContain('is being deleted');
  });

  test('is PENDING: it waits for the customer', () => {
    expect(stateOf('PENDING', 'ITEMS', [])).toMatchObject({ status: 'NEVER_PULLED', nextPullAt: null });
    expect(stateOf('PENDING', 'ITEMS', [])?.message).toContain('has not finished linking');
  });
});

test('what waits for a process says so where this one does not pull', () => {
  const lists = [listOf('products', { is_asked: true }), listOf('contacts', { dataset: 'CONTACTS' })];
  const messages = (pulls: boolean, own = lists) =>
    new Map(summarise(own, { ...HERE, pulls }, 'LINKED').map(({ dataset, message }) => [dataset, message]));
  expect([messages(true).get('ITEMS'), messages(false).get('CONTACTS')]).toEqual([null, null]);
  expect(messages(false).get('ITEMS')).toContain('`PULLS`');
  expect(new Set(messages(false, []).values())).toEqual(new Set([messages(false).get('ITEMS')]));
});

test('numbers and times are those of all lists together', () => {
  const lists = [listOf('products'), listOf('services', { due_at: day(7), last_complete_at: day(6) })];
  expect(itemsOf(...lists)).toEqual({
    dataset: 'ITEMS',
    lists: ['products', 'services'],
    status: 'CURRENT',
    message: null,
    recordCount: 6,
    lastCompletedAt: day(6),
    nextPullAt: day(7),
    interval: 'DAILY',
  });
});

test('a dataset is complete when all lists that the platform has are', () => {
  const one = listOf('products');
  expect(itemsOf(one, listOf('services', { last_complete_at: null }))?.lastCompletedAt).toBeNull();
  const absent = listOf('stock_items', { status: 'NOT_SUPPORTED', last_complete_at: null, due_at: day(1) });
  expect(itemsOf(one, absent)).toMatchObject({ lastCompletedAt: day(8), nextPullAt: day(9) });
});

test('the message is that of the list that decides, and of its failure', () => {
  const denied = listOf('stock_items', { status: 'PERMISSION_DENIED', last_error: failed('PERMISSION_DENIED') });
  expect(itemsOf(listOf('products', { status: 'PARTIAL' }), denied)?.message).toContain('administrator');
  expect(itemsOf(listOf('products', { is_deleting: true }))?.message).toContain('deleted');
  // A failure of an earlier round says nothing about what is well by now.
  expect(itemsOf(listOf('products', { last_error: failed('BUSY') }))?.message).toBeNull();
});

test.each([
  [0, 'OFF'],
  [15, 'MINUTES_15'],
  [10_080, 'WEEKLY'],
  [77, 'DAILY'],
] as const)('%i minutes are called %s', (minutes, name) => {
  expect(intervalNamed(minutes)).toBe(name);
});
