import { Field, ID, InputType } from 'type-graphql';
import { LinkPending, RelinkRequired } from '../../access-tokens/access-token.graphql.js';
import { apiError } from '../../infra/errors/api-error.js';
import { OutputType, ProblemType } from '../../infra/graphql/output-type.js';
import { Problem } from '../../infra/graphql/problem.graphql.js';
import { resultUnion, toResult } from '../../infra/graphql/result-union.js';
import { toCompanyLink } from '../../links/company-link.graphql.js';
import { IntegrationDisabled, LinkNotFound } from '../../links/link-problems.graphql.js';
import { Dataset } from '../dataset.graphql.js';
import { DatasetState, PullInterval } from './dataset-state.graphql.js';
import { Pull } from './pull.graphql.js';
import type { PullDatasetsOutcome } from './pull.outcomes.js';

@InputType({ description: 'Datasets of a link.' })
abstract class DatasetsOfLink {
  @Field(() => ID, { description: 'The id of the link, from `Company.links`.' })
  linkId: string;

  @Field(() => [Dataset], { nullable: true, description: 'Only these datasets. All, where it is left out.' })
  datasets?: Dataset[] | null;
}

/** Null: all. @throws ApiError BAD_USER_INPUT */
export function datasetsOf({ datasets }: DatasetsOfLink): Dataset[] | null {
  if (datasets?.length === 0)
    throw apiError('BAD_USER_INPUT', '`input.datasets` must name a dataset. Leave it out for all datasets.');
  return datasets ? [...new Set(datasets)] : null;
}

@InputType({ description: 'What to pull now.' })
export class PullDatasetsInput extends DatasetsOfLink {
  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description:
      'Read every record again, not only what has changed. It is not needed for records to be complete: every list is read as a whole once a week.',
  })
  full?: boolean | null;
}

@OutputType('The pull is under way, or waits for its turn. Where it does not begin, `DatasetState.message` says why.')
export class PullDatasetsSuccess {
  @Field(() => Pull, { description: 'The pull, with its progress.' })
  pull: Pull;

  @Field(() => Boolean, {
    description:
      'True: a pull of this link was under way already, and these datasets are part of it. Those that had begun are read once more afterwards.',
  })
  coalesced: boolean;
}

export const PullDatasetsResult = resultUnion('PullDatasetsResult', 'The result of starting a pull.', {
  PullDatasetsSuccess,
  LinkNotFound,
  RelinkRequired,
  LinkPending,
  IntegrationDisabled,
});

@InputType({ description: 'The pull to cancel.' })
export class CancelPullInput {
  @Field(() => ID, { description: 'The id of the pull.' })
  pullId: string;
}

@OutputType(
  'The pull does not go on. What was read is kept. Its datasets are pulled next by their schedule. A pull that had ended stays as it is.',
)
export class CancelPullSuccess {
  @Field(() => Pull, { description: 'The pull.' })
  pull: Pull;
}

@ProblemType('There is no such pull in this workspace. History is kept for 90 days.')
export class PullNotFound extends Problem {}

export const CancelPullResult = resultUnion('CancelPullResult', 'The result of cancelling a pull.', {
  CancelPullSuccess,
  PullNotFound,
});

@InputType({ description: 'How often to pull.' })
export class SetPullScheduleInput extends DatasetsOfLink {
  @Field(() => PullInterval, { description: 'The time between two pulls.' })
  interval: PullInterval;
}

@OutputType('The schedule was set.')
export class SetPullScheduleSuccess {
  @Field(() => [DatasetState], { description: 'Every dataset of the link.' })
  datasets: readonly DatasetState[];
}

export const SetPullScheduleResult = resultUnion('SetPullScheduleResult', 'The result of setting a schedule.', {
  SetPullScheduleSuccess,
  LinkNotFound,
  LinkPending,
});

@InputType({ description: 'The data to delete.' })
export class DeleteDataInput extends DatasetsOfLink {}

@OutputType(
  'The data are no part of any pull any more, and are deleted in the background. That is certain, also if this process ends.',
)
export class DeleteDataSuccess {
  @Field(() => [DatasetState], { description: 'Every dataset of the link.' })
  datasets: readonly DatasetState[];
}

export const DeleteDataResult = resultUnion('DeleteDataResult', 'The result of deleting data.', {
  DeleteDataSuccess,
  LinkNotFound,
});

/** Why nothing is pulled. */
export const toPullRefusal = (refusal: Exclude<PullDatasetsOutcome, { kind: 'PullDatasetsSuccess' }>) =>
  toResult<typeof refusal, Exclude<typeof PullDatasetsResult, { kind: 'PullDatasetsSuccess' }>>(refusal, {
    RelinkRequired: ({ link, ...problem }) => ({ ...problem, link: toCompanyLink(link) }),
  });
