import TestSequencer from '@jest/test-sequencer';

/**
 * What takes longest on two cores, the longest first. Begun last, one of these would run alone at the end. Those that start
 * several processes stand apart from each other.
 */
const LONG = [
  'accounting/exports',
  'datasets/pulls',
  'tokens/chaos',
  'tokens/keep-alive-scheduler',
  'infra/embedded-postgres/embedded-postgres-crash',
  'repeats/kills',
  'infra/embedded-postgres/embedded-postgres-places',
  'start/start-up',
  'infra/embedded-postgres/embedded-postgres',
  'webhooks/kills',
  'start/kill-during-saves',
  'api/scopes',
  'start/several-instances',
  'tokens/spool/token-spool',
  'platform-requests/promises',
  'datasets/pulls/pulls-by-users',
  'infra/database/database-faults',
  'tokens/refresh-model',
  'subscriptions/kills',
  'cli/cli',
  'datasets/pull-states',
  'tokens/token-probes',
  'linking/link-races',
  'providers/provider-contract',
  'infra/http/broken-connections',
  'start/start-up-refusals',
  'infra/database/database-conflicts',
  'start/build',
  'start/shutdown',
  'tokens/token-restore',
  'linking/link-disabled',
  'tokens/spool/token-spool-outages',
  'infra/graphql/compiled/compiled-queries',
  'browser/companies-accessibility',
  'browser/link-accessibility',
  'browser/accessibility',
];
/** Pages are timed, and alone at the end. */
const LAST = 'browser/speed';

const isTest = (path, name) => path.endsWith(`/test/${name}.test.ts`);
const placeOf = ({ path }) => {
  const place = LONG.findIndex((name) => isTest(path, name));
  return place < 0 ? LONG.length + Number(isTest(path, LAST)) : place;
};

/** Jest's own order (what took longest or failed last time comes first), behind the test files named above. */
export default class extends TestSequencer {
  async sort(tests) {
    return [...(await super.sort(tests))].sort((a, b) => placeOf(a) - placeOf(b));
  }
}
