import { expect, test } from '@jest/globals';
import { shareOf } from '../../src/workspaces/work-share.rules.js';

test.each([
  ['alone does all', 'a', [], 7, { index: 0, count: 1 }],
  ['that knows itself does all', 'a', ['a'], 7, { index: 0, count: 1 }],
  ['has the place of its id', 'b', ['c', 'b', 'a'], 0, { index: 1, count: 3 }],
  ['that is not recorded yet has its place', 'b', ['c', 'a'], 0, { index: 1, count: 3 }],
  ['has another share after each turn', 'b', ['c', 'b', 'a'], 1, { index: 2, count: 3 }],
])('a process %s', (_what, id, living, turn, share) => {
  expect(shareOf(id, living, turn)).toEqual(share);
});
