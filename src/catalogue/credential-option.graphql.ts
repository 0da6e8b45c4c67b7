import { Field, ObjectType } from 'type-graphql';
import { DateOnly } from '../infra/graphql/scalars.graphql.js';
import type { OptionData } from './catalogue.repository.js';
import { SupportedRegion } from './region.graphql.js';

@ObjectType({ description: 'One field of the settings form.', simpleResolvers: true })
export class CredentialField {
  @Field(() => String, { description: 'Its name in the input type and in `CredentialFault.field`.' })
  name: string;

  @Field(() => String, { description: 'What the form calls it.' })
  label: string;

  @Field(() => Boolean, {
    description: 'Whether it is write-only: show it as a password field, and never expect it back.',
  })
  secret: boolean;

  @Field(() => Boolean, { description: 'Whether it must be given.' })
  required: boolean;

  @Field(() => String, { nullable: true, description: 'Where to find it.' })
  help: string | null;
}

@ObjectType({
  description: 'One answer to "What credentials do you have?", with all that drawing its form takes.',
  simpleResolvers: true,
})
export class CredentialOption {
  @Field(() => String, { description: 'The platform API version, e.g. 3.1.' })
  apiVersion: string;

  @Field(() => String, { description: 'Which field of CredentialsInput takes it, e.g. sageV31.' })
  inputField: string;

  @Field(() => String, { description: 'As the settings page words it.' })
  label: string;

  @Field(() => [CredentialField], { description: 'What to ask for, in order.' })
  fields: readonly CredentialField[];

  @Field(() => [SupportedRegion], {
    description: 'The countries that this API version covers; none where the platform knows no countries.',
  })
  regions: readonly SupportedRegion[];

  @Field(() => DateOnly, {
    nullable: true,
    description: 'When the platform itself retires this version; null when no date is known.',
  })
  retiresOn: string | null;

  @Field(() => String, { nullable: true, description: 'What to know before choosing it.' })
  note: string | null;

  @Field(() => Boolean, {
    description:
      'Whether the settings page opens on this option: the newest one in use, or the newest when none is.',
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
