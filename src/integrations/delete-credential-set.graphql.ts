import { Field, ID, InputType, Int } from 'type-graphql';
import { OutputType, ProblemType } from '../infra/graphql/output-type.js';
import { Problem } from '../infra/graphql/problem.graphql.js';
import { resultUnion, toResult } from '../infra/graphql/result-union.js';
import { Integration, toIntegration } from './integration.graphql.js';
import type { DeleteOutcome } from './integration.outcomes.js';
import { EXPECTED_VERSION, VersionConflict } from './shared-results.graphql.js';

@InputType({ description: 'The credential set to delete.' })
export class DeleteCredentialSetInput {
  @Field(() => ID, { description: 'The id of the set.' })
  credentialSetId: string;

  @Field(() => Int, { nullable: true, description: EXPECTED_VERSION })
  expectedVersion?: number | null;
}

@OutputType('The set and its secrets were deleted.')
export class DeleteCredentialSetSuccess {
  @Field(() => Integration, { description: 'The integration without the set.' })
  integration: Integration;
}

@ProblemType('There is no such credential set in this workspace.')
export class CredentialSetNotFound extends Problem {}

@ProblemType('Links still depend on the set. Nothing was changed.')
export class CredentialSetInUse extends Problem {
  @Field(() => Int, {
    description: 'The number of links that depend on the set. Counting stops at 1,001, which means "more than 1,000".',
  })
  linkCount: number;
}

@ProblemType('The set is the only one of an enabled integration. Disable the integration first. Nothing was changed.')
export class LastCredentialSet extends Problem {}

export const DeleteCredentialSetResult = resultUnion(
  'DeleteCredentialSetResult',
  'The result of deleting a credential set.',
  { DeleteCredentialSetSuccess, CredentialSetNotFound, CredentialSetInUse, LastCredentialSet, VersionConflict },
);

export const toDeleteResult = (outcome: DeleteOutcome, callbackUrl: string) =>
  toResult<DeleteOutcome, typeof DeleteCredentialSetResult>(outcome, {
    DeleteCredentialSetSuccess: (result) => ({ integration: toIntegration(result, callbackUrl) }),
  });
