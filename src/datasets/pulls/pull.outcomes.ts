import { type Problem, problemsOf } from '../../infra/errors/problem.js';
import type { Disabled, LinkMissing } from '../../linking/link.outcomes.js';
import type { LinkRow } from '../../links/company-link.repository.js';

export type PullDatasetsOutcome =
  | { readonly kind: 'PullDatasetsSuccess'; readonly pullId: string; readonly coalesced: boolean }
  | LinkMissing
  | (Problem<'RelinkRequired'> & { readonly link: LinkRow })
  | Problem<'LinkPending'>
  | Disabled;

export type CancelPullOutcome =
  | { readonly kind: 'CancelPullSuccess'; readonly pullId: string }
  | Problem<'PullNotFound'>;

export type SetPullScheduleOutcome = { readonly kind: 'SetPullScheduleSuccess' } | LinkMissing | Problem<'LinkPending'>;

export type DeleteDataOutcome = { readonly kind: 'DeleteDataSuccess' } | LinkMissing;

export const pullProblem = problemsOf({
  PullNotFound: 'There is no such pull in this workspace. The field `pulls` of a link lists those of the last 90 days.',
});
