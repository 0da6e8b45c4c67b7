import { Field, Int, ObjectType } from 'type-graphql';
import { Problem } from '../infra/graphql/problem.graphql.js';

export const INTEGRATION_KEY = "The integration's `key`, as `integrations` lists it.";
export const EXPECTED_VERSION =
  'The `version` of the integration that you read. When it has moved since, nothing is changed and VersionConflict answered; left out, the last writer wins.';

@ObjectType({
  description: 'There is no integration with this key.',
  implements: Problem,
  simpleResolvers: true,
})
export class IntegrationNotFound extends Problem {}

@ObjectType({
  description: 'The integration was changed since you read it. Nothing was changed by this call.',
  implements: Problem,
  simpleResolvers: true,
})
export class VersionConflict extends Problem {
  @Field(() => Int, { description: 'The version it has now.' })
  currentVersion: number;
}
