import { expect, test } from '@jest/globals';
import { differencesOf } from '../support/ledger-reports.js';

// `npm run test:reports` does the same for 1,000 seeds.
test('reports equal the sums of the ledger to the penny, for every seed', async () => {
  const differences: string[] = [];
  for (let seed = 0; seed < 12; seed += 1) differences.push(...(await differencesOf(seed)));
  expect(differences).toEqual([]);
});
