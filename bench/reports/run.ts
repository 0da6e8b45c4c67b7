// `npm run test:reports [seeds]`: reports against the sandbox's own ledger, for 1,000 seeds by default.

import { differencesOf } from '../../test/support/ledger-reports.js';

const seeds = Number(process.argv[2] ?? 1_000);
const began = performance.now();
let failed = 0;
for (let seed = 0; seed < seeds; seed += 1) {
  const differences = await differencesOf(seed);
  if (differences.length === 0) continue;
  failed += 1;
  if (failed <= 5) console.log(differences.slice(0, 10).join('\n'));
}
const seconds = Math.round((performance.now() - began) / 1000);
console.log(`${seeds} books, ${failed} with a report that differs from the ledger, in ${seconds} s`);
process.exitCode = failed === 0 ? 0 : 1;
