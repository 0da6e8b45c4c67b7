import { expect, test } from '@jest/globals';
import { isSameBusiness } from '../../src/linking/same-business.rules.js';

const before = { id: '1', name: 'A Ltd' };

test.each([
  ['the same id under another name', { id: '1', name: 'B' }, true],
  ['another id under the same name', { id: '2', name: 'A Ltd' }, false],
])('within one API version the id decides: %s', (_what, found, same) => {
  expect(isSameBusiness(before, found, true)).toBe(same);
});

test.each([
  ['the same name', 'A Ltd', true],
  ['the same name in other letters', 'a LTD', true],
  ['the same name with other white space', ' A \t Ltd\n', true],
  ['another name', 'B Ltd', false],
  ['the name and more', 'A Ltd 2', false],
])('between two API versions the name decides, not the id: %s', (_what, name, same) => {
  expect(isSameBusiness(before, { id: '2', name }, false)).toBe(same);
  expect(isSameBusiness(before, { id: '1', name }, false)).toBe(same);
});

test('an accent counts as the same letter, typed in one piece or in two', () => {
  expect(isSameBusiness({ id: '1', name: 'Caf\u00e9' }, { id: '2', name: 'CAFE\u0301' }, false)).toBe(true);
});

test.each([
  ['the id', { id: '1', name: 'B' }, true],
  ['the name', { id: '2', name: 'a ltd' }, true],
  ['neither', { id: '2', name: 'B' }, false],
])('when the earlier application is gone, one of the two is enough: %s', (_what, found, same) => {
  expect(isSameBusiness(before, found, undefined)).toBe(same);
});
