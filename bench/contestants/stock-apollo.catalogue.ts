/** The catalogue of platforms as classes that are TypeORM entities and TypeGraphQL types, as both guides show it. */
import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';

@ObjectType()
@Entity({ name: 'region_coverage' })
export class RegionCoverage {
  @PrimaryColumn('text', { name: 'region_id' })
  regionId: string;
  @PrimaryColumn('smallint')
  position: number;
  @Field(() => String)
  @Column('text', { name: 'api_version' })
  apiVersion: string;
  @Field(() => String)
  @Column('text')
  availability: string;
  @Field(() => String, { nullable: true })
  @Column('text', { nullable: true })
  note: string | null;
  @Field(() => String)
  @Column('text')
  source: string;
  @Field(() => String)
  @Column('date', { name: 'as_of' })
  asOf: string;
}

@ObjectType()
@Entity({ name: 'supported_region' })
export class SupportedRegion {
  @Field(() => String)
  @PrimaryColumn('text')
  id: string;
  @Column('smallint')
  position: number;
  @Field(() => String)
  @Column('text', { name: 'country_code' })
  countryCode: string;
  @Field(() => String)
  @Column('text')
  name: string;
  @Field(() => String)
  @Column('text')
  flag: string;
  @Field(() => Boolean)
  @Column('boolean')
  supported: boolean;
  @Field(() => String, { nullable: true })
  @Column('text', { nullable: true })
  reason: string | null;
  @Field(() => Boolean)
  @Column('boolean')
  linkable: boolean;
  @Column('text', { name: 'integration_key' })
  integrationKey: string;
}

@ObjectType()
export class CredentialField {
  @Field(() => String)
  name: string;
  @Field(() => String)
  label: string;
  @Field(() => Boolean)
  secret: boolean;
  @Field(() => Boolean)
  required: boolean;
  @Field(() => String, { nullable: true })
  help: string | null;
}

@Entity({ name: 'option_region' })
export class OptionRegion {
  @PrimaryColumn('text', { name: 'option_id' })
  optionId: string;
  @PrimaryColumn('smallint')
  position: number;
  @ManyToOne('SupportedRegion')
  @JoinColumn({ name: 'region_id' })
  region: SupportedRegion;
}

@ObjectType()
@Entity({ name: 'credential_option' })
export class CredentialOption {
  @PrimaryColumn('text')
  id: string;
  @Column('smallint')
  position: number;
  @Field(() => String)
  @Column('text', { name: 'api_version' })
  apiVersion: string;
  @Field(() => String)
  @Column('text', { name: 'input_field' })
  inputField: string;
  @Field(() => String)
  @Column('text')
  label: string;
  @Field(() => [CredentialField])
  @Column('jsonb')
  fields: CredentialField[];
  @Field(() => String, { nullable: true })
  @Column('date', { name: 'retires_on', nullable: true })
  retiresOn: string | null;
  @Field(() => String, { nullable: true })
  @Column('text', { nullable: true })
  note: string | null;
  @Field(() => Boolean)
  @Column('boolean')
  preselected: boolean;
  @Column('text', { name: 'integration_key' })
  integrationKey: string;
}

@ObjectType()
@Entity({ name: 'setup_step' })
export class SetupStep {
  @PrimaryColumn('text', { name: 'integration_key' })
  integrationKey: string;
  @PrimaryColumn('smallint')
  position: number;
  @Field(() => String)
  @Column('text')
  key: string;
  @Field(() => String)
  @Column('text')
  title: string;
  @Field(() => String)
  @Column('text')
  instructions: string;
  @Field(() => Boolean)
  @Column('boolean')
  done: boolean;
}
