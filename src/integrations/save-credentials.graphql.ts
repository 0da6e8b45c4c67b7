import { Field, InputType, Int } from 'type-graphql';
import { CredentialSet } from '../credentials/credential-set.graphql.js';
import { CredentialsInput } from '../credentials/credentials-input.graphql.js';
import type { KeyCheck } from '../credentials/key-check.service.js';
import { describedEnum } from '../infra/graphql/described-enum.js';
import { OutputType, ProblemType } from '../infra/graphql/output-type.js';
import { Problem } from '../infra/graphql/problem.graphql.js';
import { resultUnion, toResult } from '../infra/graphql/result-union.js';
import { toGlobalId } from '../infra/ids/ids.js';
import { Integration, toIntegration } from './integration.graphql.js';
import type { SaveOutcome } from './integration.outcomes.js';
import { EXPECTED_VERSION, INTEGRATION_KEY, IntegrationNotFound, VersionConflict } from './shared-results.graphql.js';

export const EnableChoice = describedEnum('EnableChoice', 'Whether saving keys also enables the integration.', {
  NOW: 'Save and enable in one step. Both happen, or neither.',
  LATER: 'Only save. An enabled integration stays enabled.',
});
export type EnableChoice = keyof typeof EnableChoice;

@InputType({ description: 'The keys to save.' })
export class SaveCredentialsInput {
  @Field(() => String, { description: INTEGRATION_KEY })
  integrationKey: string;

  @Field(() => CredentialsInput, { description: 'The keys, in the field of their option.' })
  credentials: CredentialsInput;

  @Field(() => EnableChoice, {
    defaultValue: EnableChoice.LATER,
    description: 'Whether to enable the integration in the same step.',
  })
  enable: EnableChoice;

  @Field(() => Boolean, {
    defaultValue: false,
    description:
      'Whether to ask the platform after saving if it accepts the keys. The answer is `keyCheck`. It takes three seconds at most. The keys are saved in every case. The set of refused keys is marked so (`faultySince`, or `fallbackSince` while a replaced secret serves).',
  })
  check: boolean;

  @Field(() => Int, { nullable: true, description: EXPECTED_VERSION })
  expectedVersion?: number | null;
}

export const KeyCheckResult = describedEnum(
  'KeyCheckResult',
  'What the platform says of keys before any customer signs in.',
  {
    ACCEPTED: 'The platform knows the application and accepts its client secret.',
    REFUSED: 'The platform refuses the client ID or the client secret. Save the right ones; `warnings` says so, too.',
    UNKNOWN:
      'The platform did not answer in time, or not clearly, or the request has an idempotency key: then the platform is asked after the answer. Save again to check again.',
    NOT_POSSIBLE:
      'Keys of this kind cannot be checked without a customer, or this installation sends nothing (`TOKEN_REFRESH=off`).',
  },
);
export type KeyCheckResult = keyof typeof KeyCheckResult;

@OutputType('The keys are saved.')
export class SaveCredentialsSuccess {
  @Field(() => String, { description: 'The confirmation to show.' })
  message: string;

  @Field(() => Integration, { description: 'The integration after saving.' })
  integration: Integration;

  @Field(() => CredentialSet, { description: 'The set with these keys.' })
  credentialSet: CredentialSet;

  @Field(() => Boolean, {
    description:
      'False when the same keys were already saved, so nothing was changed. A new secret for the same client id keeps the set and its links.',
  })
  changed: boolean;

  @Field(() => [String], {
    description: 'Warnings about these keys, such as the retirement of their API version.',
  })
  warnings: readonly string[];

  @Field(() => KeyCheckResult, {
    nullable: true,
    description: 'What the platform says of the keys. Null when `check` was not requested.',
  })
  keyCheck: KeyCheckResult | null;
}

export const CredentialFaultReason = describedEnum('CredentialFaultReason', 'The fault of a key.', {
  MISSING: 'The key is empty.',
  CONTAINS_WHITESPACE: 'The key contains a space, a tab, a line break or other white space.',
  CONTAINS_INVISIBLE_CHARACTER: 'The key contains a control, zero-width or other invisible character.',
  TOO_LONG: 'The key is longer than 2,048 characters, or than 500 in a field that is not secret.',
  NOT_APPLICABLE:
    'The integration does not accept credentials of this kind, or this installation must not use this application.',
});
export type CredentialFaultReason = keyof typeof CredentialFaultReason;

@OutputType('A fault of one key. It never contains the value that was sent.')
export class CredentialFault {
  @Field(() => String, {
    description: 'The name of the field in `CredentialOption.fields`, such as clientSecret.',
  })
  field: string;

  @Field(() => CredentialFaultReason, { description: 'The fault, for programs.' })
  reason: CredentialFaultReason;

  @Field(() => String, { description: 'The fault and what to do about it, for people.' })
  message: string;
}

@ProblemType('The keys are not valid. Nothing was changed.')
export class CredentialsRejected extends Problem {
  @Field(() => [CredentialFault], { description: 'All faults of all fields.' })
  faults: readonly CredentialFault[];
}

export const SaveCredentialsResult = resultUnion('SaveCredentialsResult', 'The result of saving keys.', {
  SaveCredentialsSuccess,
  CredentialsRejected,
  IntegrationNotFound,
  VersionConflict,
});

const KEYS_REFUSED =
  'The platform refuses these keys. Compare the client ID and the client secret with those at the platform, and save the right ones.';

export const toSaveResult = (
  outcome: SaveOutcome,
  callbackUrl: string,
  { checked, current }: { readonly checked: KeyCheck | null; readonly current: Integration | null },
) =>
  toResult<SaveOutcome, typeof SaveCredentialsResult>(outcome, {
    SaveCredentialsSuccess: ({ set, message, changed, ...result }) => {
      const integration = current ?? toIntegration(result, callbackUrl);
      const id = toGlobalId('CredentialSet', set.id);
      const credentialSet = integration.credentialSets.find((one) => one.id === id);
      if (credentialSet === undefined) throw new Error('the catalogue has no option for a saved credential set');
      const warnings = checked === 'REFUSED' ? [KEYS_REFUSED, ...result.warnings] : result.warnings;
      const keyCheck = checked && KeyCheckResult[checked];
      return { message, integration, credentialSet, changed, warnings, keyCheck };
    },
    CredentialsRejected: ({ faults, ...rejected }) => ({
      ...rejected,
      faults: faults.map((fault) => ({ ...fault, reason: CredentialFaultReason[fault.reason] })),
    }),
  });
