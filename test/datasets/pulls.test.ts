import { expect, test } from '@jest/globals';
import { startPulledBooks } from '../support/pulled-books.js';
import { useStarted } from '../support/use-started.js';

const books = useStarted(() => startPulledBooks());

test('a linked company is pulled completely', async () => {
  await books.settle();
  const states = await books.datasets();
  console.log(JSON.stringify(states, null, 0), books.world.app.logs().slice(-3000));
  expect(states.filter(({ status }) => status !== 'CURRENT')).toEqual([]);
  expect(await books.differences()).toEqual([]);
}, 120_000);
