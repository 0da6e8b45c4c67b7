import { createUnionType, Field, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { CredentialSet } from '../credentials/credential-set.graphql.js';
import { CredentialsInput } from '../credentials/credentials-input.graphql.js';
import { Problem } from '../infra/graphql/problem.graphql.js';
import { objectOf, toResult } from '../infra/graphql/to-result.js';
import { Integration, toIntegration, toSetOf } from './integration.graphql.js';
import type { SaveOutcome } from './integration.outcomes.js';
import {
  EXPECTED_VERSION,
  INTEGRATION_KEY,
  IntegrationNotFound,
  VersionConflict,
} from './shared-results.graphql.js';

export enum EnableChoice {
  NOW = 'NOW',
  LATER = 'LATER',
}
registerEnumType(EnableChoice, {
  name: 'EnableChoice',
  description: 'The dialog after saving: enable now, or later.',
  valuesConfig: {
    NOW: { description: 'Save and enable in one step: both happen, or neither.' },
    LATER: { description: 'Only save; an integration that is enabled stays so.' },
  },
});

@InputType({ description: 'Which keys to save for which integration.' })
export class SaveCredentialsInput {
  @Field(() => String, { description: INTEGRATION_KEY })
  integrationKey: string;

  @Field(() => CredentialsInput, { description: 'The keys, under the field of their option.' })
  credentials: CredentialsInput;

  @Field(() => EnableChoice, {
    defaultValue: EnableChoice.LATER,
    description: 'Whether to enable the integration in the same step.',
  })
  enable: EnableChoice;

  @Field(() => Int, { nullable: true, description: EXPECTED_VERSION })
  expectedVersion?: number | null;
}

@ObjectType({ description: 'The keys are saved.', simpleResolvers: true })
export class SaveCredentialsSuccess {
  @Field(() => String, { description: 'The confirmation to show.' })
  message: string;

  @Field(() => Integration, { description: 'As saving left it.' })
  integration: Integration;

  @Field(() => CredentialSet, { description: 'The set that holds these keys.' })
  credentialSet: CredentialSet;

  @Field(() => Boolean, {
    description:
      'False when exactly these keys were saved already: none was written. A new secret for the same client id keeps the set and its links.',
  })
  changed: boolean;

  @Field(() => [String], {
    description: 'What to know about these keys, e.g. that the platform retires their API version.',
  })
  warnings: readonly string[];
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
  description: 'What is wrong with a key.',
  valuesConfig: {
    MISSING: { description: 'It is empty.' },
    CONTAINS_WHITESPACE: { description: 'It contains a space, a tab, a line break or other white space.' },
    CONTAINS_INVISIBLE_CHARACTER: {
      description: 'It contains a control, zero-width or other invisible character.',
    },
    TOO_LONG: {
      description: 'It is longer than 2,048 characters, or, of a field that is no secret, than 500.',
    },
    NOT_APPLICABLE: {
      description:
        'The integration takes no credentials of this kind, or this installation must not use this application.',
    },
  },
});

@ObjectType({
  description: 'What is wrong with one key. It never holds what was sent.',
  simpleResolvers: true,
})
export class CredentialFault {
  @Field(() => String, { description: 'The name in `CredentialOption.fields`, e.g. clientSecret.' })
  field: string;

  @Field(() => CredentialFaultReason, { description: 'For programs.' })
  reason: CredentialFaultReason;

  @Field(() => String, { description: 'For people: what is wrong and what to do.' })
  message: string;
}

@ObjectType({
  description: 'The keys are not sound; all their faults at once. Nothing was changed.',
  implements: Problem,
  simpleResolvers: true,
})
export class CredentialsRejected extends Problem {
  @Field(() => [CredentialFault], { description: 'Every fault of every field.' })
  faults: readonly CredentialFault[];
}

export const SaveCredentialsResult = createUnionType({
  name: 'SaveCredentialsResult',
  description: 'What came of saving keys.',
  types: () => [SaveCredentialsSuccess, CredentialsRejected, IntegrationNotFound, VersionConflict] as const,
});

export const toSaveResult = (outcome: SaveOutcome, callbackUrl: string): typeof SaveCredentialsResult =>
  toResult(outcome, {
    SaveCredentialsSuccess: ({ set, message, changed, warnings, ...result }) => {
      const integration = toIntegration(result, callbackUrl);
      const credentialSet = toSetOf(integration, set);
      if (credentialSet === null) throw new Error('a saved set is of an option that the catalogue lacks');
      return objectOf(SaveCredentialsSuccess)({ message, integration, credentialSet, changed, warnings });
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
