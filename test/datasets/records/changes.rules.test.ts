import { describe, expect, test } from '@jest/globals';
import {
  changesOf,
  countsAfter,
  deletionsOf,
  missingOf,
  NO_COUNTS,
  type StoredRecord,
} from '../../../src/datasets/records/changes.rules.js';
import { recordWith } from '../lists.js';

const stored = (more: Partial<StoredRecord> = {}): StoredRecord => ({
  hash: '00',
  isDeleted: false,
  updatedAt: '2026-01-01T10:00:00.000Z',
  createdNo: 3,
  ...more,
});
const storeWith = (one?: StoredRecord) => ({
  stored: new Map(one === undefined ? [] : [['a', one]]),
  changeNo: 10,
  liveCount: 5,
});
const DELETED_AT = '2026-01-02T10:00:00Z';

describe('a record of a list', () => {
  test.each([
    ['that is new', recordWith(), undefined, 'CREATED', 11, 6],
    ['with another hash', recordWith({ hash: '01' }), stored(), 'CHANGED', 3, 5],
    ['that is deleted now', recordWith({ deletedAt: DELETED_AT }), stored(), 'DELETED', 3, 4],
    ['that is marked as deleted', recordWith({ flagged: true }), stored(), 'DELETED', 3, 4],
    [
      'that was deleted and is back, although its hash is the same',
      recordWith(),
      stored({ isDeleted: true }),
      'REVIVED',
      3,
      6,
    ],
    ['that was never seen and is deleted', recordWith({ flagged: true }), undefined, 'DELETED', 11, 5],
  ])('%s is a change', (_, record, known, action, createdNo, liveCount) => {
    const { changes, changeNo, ...rest } = changesOf([record], storeWith(known));
    expect([changes[0]?.action, changes[0]?.changeNo, changes[0]?.createdNo, changeNo]).toEqual([
      action,
      11,
      createdNo,
      11,
    ]);
    expect(rest).toEqual({ liveCount, unchanged: 0 });
  });

  test.each([
    ['is the same', recordWith(), stored()],
    ['is deleted as before', recordWith({ deletedAt: DELETED_AT }), stored({ isDeleted: true })],
  ])('that %s is none', (_, record, known) => {
    expect(changesOf([record], storeWith(known))).toEqual({ changes: [], changeNo: 10, liveCount: 5, unchanged: 1 });
  });

  test('counts once where it is on a page twice, as it was last', () => {
    const { changes } = changesOf([recordWith({ hash: '01' }), recordWith({ hash: '02' })], storeWith());
    expect(changes.map(({ record, changeNo }) => [record?.hash, changeNo])).toEqual([['02', 11]]);
  });
});

describe('a deletion that is reported', () => {
  const deletion = [recordWith({ deletedAt: DELETED_AT, hash: 'ff' })];

  test('marks the record, and keeps what was read of it', () => {
    const { changes, liveCount } = deletionsOf(deletion, storeWith(stored()));
    expect(changes).toMatchObject([
      { action: 'DELETED', record: null, deletion: { kind: 'REPORTED', at: DELETED_AT } },
    ]);
    expect(liveCount).toBe(4);
  });

  test.each([
    ['of a record that is not here', undefined],
    ['that is known', stored({ isDeleted: true })],
    ['of a record that has changed since: it was brought back', stored({ updatedAt: '2026-01-03T00:00:00.000Z' })],
  ])('%s changes nothing', (_, known) => {
    expect(deletionsOf(deletion, storeWith(known)).changes).toEqual([]);
  });
});

test('a record that is missing is deleted once', () => {
  expect(missingOf(['a', 'b'], storeWith(stored())).changes).toMatchObject([
    { sourceId: 'a', action: 'DELETED', deletion: { kind: 'MISSING', at: null } },
  ]);
  expect(missingOf(['a'], storeWith(stored({ isDeleted: true }))).changes).toEqual([]);
});

test('the counts of a round add up', () => {
  const page = changesOf([recordWith(), recordWith({ sourceId: 'b' })], storeWith(stored()));
  expect(countsAfter({ ...NO_COUNTS, read: 7 }, 2, page)).toEqual({ ...NO_COUNTS, read: 9, created: 1, unchanged: 1 });
});
