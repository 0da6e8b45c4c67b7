import { createUnionType, Field, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { CredentialSet } from '../credentials/credential-set.graphql.js';
import { CredentialsInput } from '../credentials/credentials-input.graphql.js';
import type { KeyCheck } from '../credentials/key-check.service.js';
import { Problem } from '../infra/graphql/problem.graphql.js';
import { objectOf, toResult } from '../infra/graphql/to-result.js';
import { toGlobalId } from '../infra/ids/ids.js';
import { Integration, toIntegration } from './integration.graphql.js';
import type { SaveOutcome } from './integration.outcomes.js';
import { EXPECTED_VERSION, INTEGRATION_KEY, IntegrationNotFound, VersionConflict } from './shared-results.graphql.js';

export enum EnableChoice {
  NOW = 'NOW',
  LATER = 'LATER',
}
registerEnumType(EnableChoice, {
  name: 'EnableChoice',
  description: 'Whether saving keys also enables the integration.',
  valuesConfig: {
    NOW: { description: 'Save and enable in one step. Both happen, or neither.' },
    LATER: { description: 'Only save. An enabled integration stays enabled.' },
  },
});

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

export enum KeyCheckResult {
  ACCEPTED = 'ACCEPTED',
  REFUSED = 'REFUSED',
  UNKNOWN = 'UNKNOWN',
  NOT_POSSIBLE = 'NOT_POSSIBLE',
}
registerEnumType(KeyCheckResult, {
  name: 'KeyCheckResult',
  description: 'What the platform says of keys before any customer signs in.',
  valuesConfig: {
    ACCEPTED: { description: 'The platform knows the application and accepts its client secret.' },
    REFUSED: {
      description:
        'The platform refuses the client ID or the client secret. Save the right ones; `warnings` says so, too.',
    },
    UNKNOWN: {
      description: 'The platform did not answer in time, or not clearly. Save again to check again.',
    },
    NOT_POSSIBLE: {
      description:
        'Keys of this kind cannot be checked without a customer, or this installation sends nothing (`TOKEN_REFRESH=off`).',
    },
  },
});

@ObjectType({ description: 'The keys are saved.', simpleResolvers: true })
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

export enum CredentialFaultReason {
  MISSING = 'MISSING',
  CONTAINS_WHITESPACE = 'CONTAINS_WHITESPACE',
  CONTAINS_INVISIBLE_CHARACTER = 'CONTAINS_INVISIBLE_CHARACTER',
  TOO_LONG = 'TOO_LONG',
  NOT_APPLICABLE = 'NOT_APPLICABLE',
}
registerEnumType(CredentialFaultReason, {
  name: 'CredentialFaultReason',
  description: 'The fault of a key.',
  valuesConfig: {
    MISSING: { description: 'The key is empty.' },
    CONTAINS_WHITESPACE: {
      description: 'The key contains a space, a tab, a line break or other white space.',
    },
    CONTAINS_INVISIBLE_CHARACTER: {
      description: 'The key contains a control, zero-width or other invisible character.',
    },
    TOO_LONG: {
      description: 'The key is longer than 2,048 characters, or than 500 in a field that is not secret.',
    },
    NOT_APPLICABLE: {
      description:
        'The integration does not accept credentials of this kind, or this installation must not use this application.',
    },
  },
});

@ObjectType({
  description: 'A fault of one key. It never contains the value that was sent.',
  simpleResolvers: true,
})
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

@ObjectType({
  description: 'The keys are not valid. Nothing was changed.',
  implements: Problem,
  simpleResolvers: true,
})
export class CredentialsRejected extends Problem {
  @Field(() => [CredentialFault], { description: 'All faults of all fields.' })
  faults: readonly CredentialFault[];
}

export const SaveCredentialsResult = createUnionType({
  name: 'SaveCredentialsResult',
  description: 'The result of saving keys.',
  types: () => [SaveCredentialsSuccess, CredentialsRejected, IntegrationNotFound, VersionConflict] as const,
});

const KEYS_REFUSED =
  'The platform refuses these keys. Compare the client ID and the client secret with those at the platform, and save the right ones.';

export const toSaveResult = (
  outcome: SaveOutcome,
  callbackUrl: string,
  { checked, current }: { readonly checked: KeyCheck | null; readonly current: Integration | null },
): typeof SaveCredentialsResult =>
  toResult(outcome, {
    SaveCredentialsSuccess: ({ set, message, changed, ...result }) => {
      const integration = current ?? toIntegration(result, callbackUrl);
      const id = toGlobalId('CredentialSet', set.id);
      const credentialSet = integration.credentialSets.find((one) => one.id === id);
      if (credentialSet === undefined) throw new Error('the catalogue has no option for a saved credential set');
      const warnings = checked === 'REFUSED' ? [KEYS_REFUSED, ...result.warnings] : result.warnings;
      const keyCheck = checked && KeyCheckResult[checked];
      return objectOf(SaveCredentialsSuccess)({
        message,
        integration,
        credentialSet,
        changed,
        warnings,
        keyCheck,
      });
    },
    CredentialsRejected: ({ faults, ...rejected }) =>
      objectOf(CredentialsRejected)({
        ...rejected,
        faults: faults.map((fault) =>
          objectOf(CredentialFault)({ ...fault, reason: CredentialFaultReason[fault.reason] }),
        ),
      }),
    IntegrationNotFound: objectOf(IntegrationNotFound),
    VersionConflict: objectOf(VersionConflict),
  });
