import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { PageRoom } from '../../../src/datasets/rounds/page-room.js';

/** Pages that ask for room in this order: `inside` names those that have it, and `end` ends one. */
async function pagesIn(room: PageRoom, sizes: Readonly<Record<string, number>>) {
  const inside = new Map<string, (error?: Error) => void>();
  const ends = Object.entries(sizes).map(([name, bytes]) =>
    room
      .within(bytes, () => new Promise<void>((resolve, reject) => inside.set(name, (e) => (e ? reject(e) : resolve()))))
      .catch((error: Error) => error.message),
  );
  const end = async (name: string, error?: Error) => {
    inside.get(name)?.(error);
    inside.delete(name);
    await nextTurn();
  };
  await nextTurn();
  return { inside: () => [...inside.keys()], end, ends };
}

test('pages wait for room, and none overtakes another', async () => {
  const pages = await pagesIn(new PageRoom(10), { a: 6, b: 6, c: 3, d: 3 });
  expect(pages.inside()).toEqual(['a']);
  await pages.end('a');
  expect(pages.inside()).toEqual(['b', 'c']);
  await pages.end('c');
  expect(pages.inside()).toEqual(['b', 'd']);
});

test('a page that is larger than the room has it alone, and one that fails gives its room back', async () => {
  const pages = await pagesIn(new PageRoom(10), { a: 1, large: 50, c: 1 });
  expect(pages.inside()).toEqual(['a']);
  await pages.end('a', new Error('no database'));
  expect(await pages.ends[0]).toBe('no database');
  expect(pages.inside()).toEqual(['large']);
  await pages.end('large');
  expect(pages.inside()).toEqual(['c']);
});
