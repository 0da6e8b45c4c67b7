import { expect, test } from '@jest/globals';
import { parseChangeCursor } from '../../src/datasets/records/change-cursor.rules.js';
import { type Told, type Trouble, toldCursor, troubleEvent } from '../../src/datasets/told.rules.js';

const [DENIED, DOUBT] = ['PERMISSION_DENIED', 'SUSPICIOUS'] as const;
const lists = (...troubles: readonly (Trouble | null)[]): Told[] =>
  troubles.map((trouble, at) => ({ list: `list ${at}`, no: at, trouble }));

test.each<[(Trouble | null)[], (Trouble | null)[], string | undefined]>([
  [[null], [null], undefined],
  [[null], [DENIED], 'DATASET_PERMISSION_DENIED'],
  [[DENIED], [DENIED], undefined],
  [[DENIED], [null], 'DATASET_RECOVERED'],
  [[null], [DOUBT], 'DATASET_SUSPICIOUS'],
  [[DOUBT], [DENIED], 'DATASET_PERMISSION_DENIED'],
  [[DENIED, null], [DENIED, DENIED], undefined],
  [[DENIED, null], [DENIED, DOUBT], undefined],
  [[DENIED, DENIED], [DENIED, null], undefined],
  [[DENIED, DOUBT], [null, DOUBT], 'DATASET_SUSPICIOUS'],
  [[null, DOUBT], [null, null], 'DATASET_RECOVERED'],
])('the lists of a dataset that were %j and are %j make the event %s', (before, after, event) => {
  expect(troubleEvent(lists(...before), lists(...after))).toBe(event);
});

test('the cursor of what was told holds the newest change of each list', () => {
  expect([...(parseChangeCursor('link', toldCursor('link', lists(null, DENIED))) ?? [])]).toEqual([
    ['list 0', 0],
    ['list 1', 1],
  ]);
});
