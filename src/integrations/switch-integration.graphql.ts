import { createUnionType, Field, InputType, Int } from 'type-graphql';
import { SetupStep, toSetupStep } from '../catalogue/setup-step.graphql.js';
import { OutputType, ProblemType } from '../infra/graphql/output-type.js';
import { Problem } from '../infra/graphql/problem.graphql.js';
import { objectOf, toResult } from '../infra/graphql/to-result.js';
import { Integration, toIntegration } from './integration.graphql.js';
import type { DisableOutcome, EnableOutcome } from './integration.outcomes.js';
import { EXPECTED_VERSION, INTEGRATION_KEY, IntegrationNotFound, VersionConflict } from './shared-results.graphql.js';

@InputType({ description: 'The integration to enable.' })
export class EnableIntegrationInput {
  @Field(() => String, { description: INTEGRATION_KEY })
  integrationKey: string;

  @Field(() => Int, { nullable: true, description: EXPECTED_VERSION })
  expectedVersion?: number | null;
}

@InputType({ description: 'The integration to disable.' })
export class DisableIntegrationInput {
  @Field(() => String, { description: INTEGRATION_KEY })
  integrationKey: string;

  @Field(() => Int, { nullable: true, description: EXPECTED_VERSION })
  expectedVersion?: number | null;
}

@OutputType('The integration is enabled, by this call or an earlier one.')
export class EnableIntegrationSuccess {
  @Field(() => Integration, { description: 'The integration after the change.' })
  integration: Integration;
}

@ProblemType('The integration has no current keys, so it cannot be enabled. Nothing was changed.')
export class CredentialsMissing extends Problem {
  @Field(() => [SetupStep], { description: 'The steps that must be done first.' })
  unmetSteps: readonly SetupStep[];
}

@OutputType('The integration is disabled, by this call or an earlier one. Its keys and links are kept.')
export class DisableIntegrationSuccess {
  @Field(() => Integration, { description: 'The integration after the change.' })
  integration: Integration;
}

export const EnableIntegrationResult = createUnionType({
  name: 'EnableIntegrationResult',
  description: 'The result of enabling an integration.',
  types: () => [EnableIntegrationSuccess, CredentialsMissing, IntegrationNotFound, VersionConflict] as const,
});

export const DisableIntegrationResult = createUnionType({
  name: 'DisableIntegrationResult',
  description: 'The result of disabling an integration.',
  types: () => [DisableIntegrationSuccess, IntegrationNotFound, VersionConflict] as const,
});

export const toEnableResult = (outcome: EnableOutcome, callbackUrl: string): typeof EnableIntegrationResult =>
  toResult(outcome, {
    EnableIntegrationSuccess: (result) =>
      objectOf(EnableIntegrationSuccess)({ integration: toIntegration(result, callbackUrl) }),
    CredentialsMissing: ({ data, unmetSteps, ...missing }) => {
      const urls = { callbackUrl, developerPortalUrl: data.developerPortalUrl };
      const steps = unmetSteps.map((step) => toSetupStep(step, urls, false));
      return objectOf(CredentialsMissing)({ ...missing, unmetSteps: steps });
    },
    IntegrationNotFound: objectOf(IntegrationNotFound),
    VersionConflict: objectOf(VersionConflict),
  });

export const toDisableResult = (outcome: DisableOutcome, callbackUrl: string): typeof DisableIntegrationResult =>
  toResult(outcome, {
    DisableIntegrationSuccess: (result) =>
      objectOf(DisableIntegrationSuccess)({ integration: toIntegration(result, callbackUrl) }),
    IntegrationNotFound: objectOf(IntegrationNotFound),
    VersionConflict: objectOf(VersionConflict),
  });
