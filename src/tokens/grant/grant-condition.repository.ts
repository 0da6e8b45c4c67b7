import type { RefreshTiming } from '../../infra/config/config-values.js';
import type { AddParameter } from '../../infra/database/statement.js';
import type { GrantRef } from './grant.outcomes.js';
import { type GrantState, type RefreshAttempt, refreshRules, type WriteRule } from './refresh.rules.js';

/**
 * A write rule in SQL, over the grant `g` of the workspace that the statement names. `state` restricts it to one state, for fragments that write one state each.
 */
export const mayWriteSql = (
  addParameter: AddParameter,
  rule: WriteRule,
  { ref, attempt, state }: { ref: GrantRef; attempt: RefreshAttempt; state?: GrantState },
): string => {
  const states = state === undefined ? rule.states : rule.states.filter((allowed) => allowed === state);
  const same = rule.same.map((column) => `g.${column} = ${addParameter(attempt[column])}`);
  return [`g.id = ${addParameter(ref.grantId)}`, `g.state = ANY(${addParameter(states)})`, ...same].join(' AND ');
};

/** A condition: the lease of the grant `g` is free at `now`. It is `refreshRules.leaseIsFree` in SQL. */
export const leaseIsFreeSql = (addParameter: AddParameter, timing: RefreshTiming, now: string): string => {
  const longest = `${addParameter(refreshRules.longestLeaseMs(timing))}::float8 * interval '1 ms'`;
  return `(g.lease_until IS NULL OR g.lease_until < ${now} OR g.lease_until > ${now} + ${longest})`;
};
