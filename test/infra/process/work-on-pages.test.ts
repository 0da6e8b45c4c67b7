import { expect, test } from '@jest/globals';
import { workOnPages } from '../../../src/infra/process/work-on-pages.js';

async function* pages(): AsyncGenerator<string[]> {
  yield [...'abcdefg'];
  yield [...'hij'];
}

/** The workspaces whose work was done, where the work of `failing` fails, and what the pass answers. */
async function pass(failing: string, assertPossible = async () => {}) {
  const done = new Set<string>();
  const result = await workOnPages({
    pages: pages(),
    work: async (ids) => {
      const broken = ids.find((id) => failing.includes(id));
      if (broken !== undefined) throw new Error(broken);
      for (const id of ids) done.add(id);
    },
    assertPossible,
  });
  return { done: [...done].sort().join(''), ...result };
}

test.each([
  ['', 'abcdefghij', 0],
  ['d', 'abcefghij', 1],
  ['ag', 'bcdefhij', 2],
  ['bhij', 'acdefg', 4],
  ['abcdefghij', '', 10],
])('where the work of "%s" fails, that of "%s" is done', async (failing, done, failed) => {
  expect(await pass(failing)).toMatchObject({ done, failed });
});

test('the pass ends when no work can succeed', async () => {
  const down = new Error('down');
  await expect(pass('d', () => Promise.reject(down))).rejects.toBe(down);
});
