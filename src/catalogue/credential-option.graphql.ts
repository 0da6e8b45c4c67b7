import { Field } from 'type-graphql';
import { OutputType } from '../infra/graphql/output-type.js';
import { DateOnly } from '../infra/graphql/scalars.graphql.js';
import type { OptionData } from './catalogue.repository.js';
import { SupportedRegion } from './region.graphql.js';

@OutputType('One field of the settings form.')
export class CredentialField {
  @Field(() => String, {
    description: 'The name of the field in the input type and in `CredentialFault.field`.',
  })
  name: string;

  @Field(() => String, { description: 'The label in the form.' })
  label: string;

  @Field(() => Boolean, {
    description: 'Whether the field is write-only. Show it as a password field. The API never returns it.',
  })
  secret: boolean;

  @Field(() => Boolean, { description: 'Whether the field is required.' })
  required: boolean;

  @Field(() => String, { nullable: true, description: 'Where to find the value.' })
  help: string | null;
}

@OutputType('One kind of credentials, with everything that is needed to show its form.')
export class CredentialOption {
  @Field(() => String, { description: 'The platform API version, such as 3.1.' })
  apiVersion: string;

  @Field(() => String, {
    description: 'The field of CredentialsInput for these credentials, such as sageV31.',
  })
  inputField: string;

  @Field(() => String, { description: 'The label on the settings page.' })
  label: string;

  @Field(() => [CredentialField], { description: 'The fields of the form, in order.' })
  fields: readonly CredentialField[];

  @Field(() => [SupportedRegion], {
    description: 'The countries that this API version covers. Empty for a platform without countries.',
  })
  regions: readonly SupportedRegion[];

  @Field(() => DateOnly, {
    nullable: true,
    description: 'When the platform retires this version. Null when no date is known.',
  })
  retiresOn: string | null;

  @Field(() => String, { nullable: true, description: 'A note for the choice, such as a restriction.' })
  note: string | null;

  @Field(() => Boolean, {
    description:
      'Whether the settings page selects this option first: the newest one with saved keys, or else the newest one.',
  })
  preselected: boolean;
}

export function toCredentialOption(
  { fields, ...data }: OptionData,
  regions: readonly SupportedRegion[],
  preselected: boolean,
): CredentialOption {
  return Object.assign(new CredentialOption(), data, {
    fields: fields.map((field) => Object.assign(new CredentialField(), field, { help: field.help ?? null })),
    regions,
    preselected,
  });
}
