import { Field, Int } from 'type-graphql';
import { ProblemType } from '../infra/graphql/output-type.js';
import { Problem } from '../infra/graphql/problem.graphql.js';

export const INTEGRATION_KEY = 'The `key` of the integration.';
export const EXPECTED_VERSION =
  'The `version` of the integration that you read. If it has changed since, the answer is VersionConflict and nothing is changed. Left out: the change is made in any case.';

@ProblemType('There is no integration with this key.')
export class IntegrationNotFound extends Problem {}

@ProblemType('The integration was changed since you read it. Nothing was changed by this call.')
export class VersionConflict extends Problem {
  @Field(() => Int, { description: 'The current version.' })
  currentVersion: number;
}
