import { expect, test } from '@jest/globals';
import { remainingSets, separateLarge } from '../../../src/tokens/grant/due-sets.rules.js';

const setsOf = (names: string) => [...names].map((setId) => ({ workspaceId: 'w', setId }));
const due = (names: string) => ({ kind: 'idle', sets: setsOf(names) }) as const;
const namesOf = (parts: readonly { sets: readonly { setId: string }[] }[]) =>
  parts.map(({ sets }) => sets.map(({ setId }) => setId).join(''));

test.each([
  ['none, when a batch is not full', 'abcd', 'aab', []],
  ['the one set of a full batch', 'a', 'aaaa', ['a']],
  ['a set with half of the batch, for itself', 'abcd', 'bbcd', ['b', 'acd']],
  ['two such sets, each for itself', 'abcd', 'bbdd', ['b', 'd', 'ac']],
  ['halves, when no set has so many', 'abcde', 'abcd', ['abc', 'de']],
])('what remains is %s', (_what, sets, found, parts) => {
  expect(namesOf(remainingSets(due(sets), setsOf(found), { limit: 4, shares: 1 }))).toEqual(parts);
});

test.each([
  ['goes on with its own grants', undefined, 'aaaa', 0],
  ['then helps the next process', undefined, 'aa', 1],
  ['goes on helping it', 1, 'aaaa', 1],
  ['helps the last one', 1, '', 2],
  ['is through', 2, 'a', undefined],
])('one of three processes that share a set %s', (_what, helping, found, next) => {
  const [remaining] = remainingSets({ ...due('a'), helping }, setsOf(found), { limit: 4, shares: 3 });
  expect(remaining?.helping).toBe(next);
});

test('sets that were large before begin with batches of their own', () => {
  expect(namesOf(separateLarge(due('abcd'), ({ setId }) => 'bd'.includes(setId)))).toEqual(['ac', 'b', 'd']);
  expect(namesOf(separateLarge(due('b'), () => true))).toEqual(['b']);
});
