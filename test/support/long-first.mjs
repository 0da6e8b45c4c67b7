import TestSequencer from '@jest/test-sequencer';

/** What takes longest on two cores, the longest first. Begun last, one of these would run alone at the end. */
const LONG = [
  'tokens/chaos',
  'start/kill-during-saves',
  'tokens/keep-alive-scheduler',
  'start/start-up',
  'start/several-instances',
  'infra/embedded-postgres/embedded-postgres',
  'infra/embedded-postgres/embedded-postgres-crash',
  'infra/embedded-postgres/embedded-postgres-places',
  'infra/database/database-faults',
  'infra/graphql/compiled/compiled-queries',
  'tokens/refresh-model',
  'start/start-up-refusals',
  'cli/cli',
];

const placeOf = ({ path }) => {
  const place = LONG.findIndex((name) => path.endsWith(`/test/${name}.test.ts`));
  return place < 0 ? LONG.length : place;
};

/** Jest's own order (what took longest or failed last time comes first), behind the test files named above. */
export default class extends TestSequencer {
  async sort(tests) {
    return [...(await super.sort(tests))].sort((a, b) => placeOf(a) - placeOf(b));
  }
}
