import type { RefreshTiming } from '../../infra/config/config-values.js';
import type { GrantRef } from './grant.outcomes.js';
import { type GrantState, type RefreshAttempt, refreshRules, type WriteRule } from './refresh.rules.js';

type Bind = (value: unknown) => string;

/** A write rule in SQL, over the grant `g`; in one of its states where several parts of a statement share them out. */
export const mayWriteSql = (
  addParameter: Bind,
  rule: WriteRule,
  { ref, attempt, state }: { ref: GrantRef; attempt: RefreshAttempt; state?: GrantState },
): string => {
  const states = state === undefined ? rule.states : rule.states.filter((one) => one === state);
  const same = rule.same.map((column) => `g.${column} = ${addParameter(attempt[column])}`);
  return [
    `g.workspace_id = ${addParameter(ref.workspaceId)}`,
    `g.id = ${addParameter(ref.grantId)}`,
    `g.state = ANY(${addParameter(states)})`,
    ...same,
  ].join(' AND ');
};

/** Whether nobody holds the lease of the grant `g`: `refreshRules.leaseIsFree` in SQL. */
export const leaseIsFreeSql = (addParameter: Bind, timing: RefreshTiming): string => {
  const longest = `${addParameter(refreshRules.longestLeaseMs(timing))}::float8 * interval '1 ms'`;
  return `(g.lease_until IS NULL OR g.lease_until < now() OR g.lease_until > now() + ${longest})`;
};
