import { describe, expect, test } from '@jest/globals';
import { type RefreshRules, refreshRules } from '../../src/tokens/grant/refresh.rules.js';
import { spoolDecision } from '../../src/tokens/spool/spool.rules.js';
import { explore } from '../support/refresh-model/explore.js';
import type { Setting } from '../support/refresh-model/world.js';

/** Processes may stop anywhere and for as long as they like; a token that is presented twice is refused. */
const STRICT: Setting = {
  rules: refreshRules,
  timing: { leaseMs: 2, gateMs: 0, waitMs: 1, settleMs: 1 },
  replay: spoolDecision,
  server: 'strict',
  heard: (outcome) => outcome,
  heardUntil: 0,
  spools: true,
  slowest: Number.POSITIVE_INFINITY,
  faults: 1,
  rotations: 2,
  turns: 3,
};
/** Presenting a token twice costs the link: then an answer must be stored within lease and settling, and is. */
const FAMILY: Setting = {
  ...STRICT,
  server: 'revoke-family',
  timing: { leaseMs: 3, gateMs: 1, waitMs: 1, settleMs: 1 },
  slowest: 3,
};

const withRules = (change: Partial<RefreshRules>, base = STRICT): Setting => ({
  ...base,
  rules: { ...refreshRules, ...change },
});

describe('every interleaving of two processes', () => {
  test.each([
    ['strict', STRICT],
    ['revoke-family', FAMILY],
  ])('of a %s platform loses a link only with its answer', (_name, setting) => {
    const explored = explore(setting);
    expect(explored.broken).toBeNull();
    expect(explored.states).toBeGreaterThan(10_000);
    expect(explored.atRest).toBeGreaterThan(100);
    // The excuses are real: without them the explorer would not see what a lost answer costs.
    expect(explored.lostWithExcuse).toBeGreaterThan(0);
  });

  test.each([
    ['strict', STRICT],
    ['revoke-family', FAMILY],
  ])('of a %s platform that refuses a valid token: a recheck loses nothing', (_name, setting) => {
    const explored = explore({ ...setting, rechecks: true, turns: 2 });
    expect(explored.broken).toBeNull();
    expect(explored.atRest).toBeGreaterThan(100);
  });

  test('without faults, only stops, nothing is ever lost', () => {
    for (const setting of [STRICT, FAMILY]) {
      expect(explore({ ...setting, faults: 0 })).toMatchObject({ broken: null, lostWithExcuse: 0 });
    }
  });
});

const LOSES = 'a link was lost without an excuse';

describe('a rule that is broken on purpose is found', () => {
  test.each<[string, Setting, string]>([
    ['no settling', withRules({ mustSettle: () => false }, FAMILY), LOSES],
    ['a lease that excludes no other process', withRules({ leaseIsFree: () => true }, FAMILY), LOSES],
    ['no gate', withRules({ gateIsOpen: () => true }, FAMILY), LOSES],
    [
      'a store that is conditioned on the turn instead of the token',
      withRules({ store: { ...refreshRules.store, same: ['generation'] } }),
      LOSES,
    ],
    [
      'a late success that may not repair a link',
      withRules({ store: { ...refreshRules.store, states: ['ACTIVE'] } }),
      LOSES,
    ],
    [
      'a store without any condition',
      withRules({ store: { ...refreshRules.store, same: [] } }),
      'an older pair was stored over a newer one',
    ],
    [
      'a refusal that an attempt without the lease records',
      withRules({ recordFailure: { ...refreshRules.recordFailure, same: [] } }),
      'a link was deauthorized that holds the living token',
    ],
    [
      'a request that is aborted when its callers have gone',
      {
        ...STRICT,
        heardUntil: 2,
        heard: (outcome, waited) => (waited > STRICT.timing.waitMs ? 'unknown' : outcome),
      },
      LOSES,
    ],
    ['no spool', { ...STRICT, spools: false }, LOSES],
    [
      'a spool that forgets what was stored',
      {
        ...STRICT,
        replay: (header, now, ms) => {
          const decision = spoolDecision(header, now, ms);
          return decision === 'keep' ? 'forget' : decision;
        },
      },
      LOSES,
    ],
    [
      'an outage that counts as a refusal',
      withRules({
        decide: (attempt, answer) => refreshRules.decide(attempt, answer === 'unknown' ? 'invalid-grant' : answer),
      }),
      'an outage deauthorized a link',
    ],
    [
      'an intent that is taken back although the token may be spent',
      withRules({
        decide: (attempt, answer) => {
          const outcome = refreshRules.decide(attempt, answer);
          return outcome.kind === 'give-back' ? { ...outcome, presented: false } : outcome;
        },
      }),
      'a lost answer is reported as REVOKED_OR_EXPIRED',
    ],
    [
      // With a spool its replay would still find and revoke it.
      'a pair of an unlinked grant that nobody revokes',
      withRules(
        {
          resolveUnstored: (attempt, pairId, now) => {
            const left = refreshRules.resolveUnstored(attempt, pairId, now);
            return left === 'revoke' ? 'drop' : left;
          },
        },
        { ...STRICT, spools: false },
      ),
      'tokens of an ended grant live on',
    ],
  ])('%s', (_name, setting, what) => {
    expect(explore(setting, what).broken?.what).toBe(what);
  });
});
