import { Field, InputType, Int } from 'type-graphql';
import { SetupStep, toSetupStep } from '../catalogue/setup-step.graphql.js';
import { OutputType, ProblemType } from '../infra/graphql/output-type.js';
import { Problem } from '../infra/graphql/problem.graphql.js';
import { resultUnion, toResult } from '../infra/graphql/result-union.js';
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

export const EnableIntegrationResult = resultUnion(
  'EnableIntegrationResult',
  'The result of enabling an integration.',
  { EnableIntegrationSuccess, CredentialsMissing, IntegrationNotFound, VersionConflict },
);

export const DisableIntegrationResult = resultUnion(
  'DisableIntegrationResult',
  'The result of disabling an integration.',
  { DisableIntegrationSuccess, IntegrationNotFound, VersionConflict },
);

export const toEnableResult = (outcome: EnableOutcome, callbackUrl: string) =>
  toResult<EnableOutcome, typeof EnableIntegrationResult>(outcome, {
    EnableIntegrationSuccess: (result) => ({ integration: toIntegration(result, callbackUrl) }),
    CredentialsMissing: ({ data, unmetSteps, ...missing }) => {
      const urls = { callbackUrl, developerPortalUrl: data.developerPortalUrl };
      const steps = unmetSteps.map((step) => toSetupStep(step, urls, false));
      return { ...missing, unmetSteps: steps };
    },
  });

export const toDisableResult = (outcome: DisableOutcome, callbackUrl: string) =>
  toResult<DisableOutcome, typeof DisableIntegrationResult>(outcome, {
    DisableIntegrationSuccess: (result) => ({ integration: toIntegration(result, callbackUrl) }),
  });
