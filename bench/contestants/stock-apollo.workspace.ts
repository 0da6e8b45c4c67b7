/** The integrations and API keys of a workspace. See stock-apollo.catalogue.ts. */
import { Field, GraphQLISODateTime, Int, InterfaceType, ObjectType } from 'type-graphql';
import {
  ChildEntity,
  Column,
  Entity,
  JoinColumn,
  ManyToOne,
  OneToMany,
  PrimaryColumn,
  TableInheritance,
} from 'typeorm';

@ObjectType('StoredSecret')
@Entity({ name: 'credential_secret' })
export class CredentialSecret {
  @PrimaryColumn('text', { name: 'credential_set_id' })
  credentialSetId: string;
  @PrimaryColumn('text')
  field: string;
  @Field(() => GraphQLISODateTime)
  @Column('timestamptz', { name: 'set_at' })
  setAt: Date;
  @Field(() => String)
  @Column('text')
  fingerprint: string;
  @ManyToOne('CredentialSet', 'secrets')
  @JoinColumn({ name: 'credential_set_id' })
  set: unknown;
}

@InterfaceType({ resolveType: ({ typeName }) => typeName })
@Entity({ name: 'credential_set' })
@TableInheritance({ column: { name: 'type_name', type: 'text' } })
export abstract class CredentialSet {
  @Field(() => String)
  @PrimaryColumn('text')
  id: string;
  @Column('smallint')
  position: number;
  @Column('text', { name: 'type_name' })
  typeName: string;
  @Field(() => String)
  @Column('text', { name: 'api_version' })
  apiVersion: string;
  @Field(() => String)
  @Column('text')
  label: string;
  @Field(() => String)
  @Column('text')
  status: string;
  @Field(() => String)
  @Column('text', { name: 'client_id' })
  clientId: string;
  @Field(() => GraphQLISODateTime)
  @Column('timestamptz', { name: 'saved_at' })
  savedAt: Date;
  @Field(() => String)
  @Column('text', { name: 'saved_by' })
  savedBy: string;
  @OneToMany('CredentialSecret', 'set')
  secrets: CredentialSecret[];
  @Column('text', { name: 'integration_key' })
  integrationKey: string;
  @Field(() => CredentialSecret)
  clientSecret(): CredentialSecret | undefined {
    return this.secrets.find(({ field }) => field === 'clientSecret');
  }
}

@ObjectType({ implements: CredentialSet })
@ChildEntity('SageV31CredentialSet')
export class SageV31CredentialSet extends CredentialSet {}

@ObjectType({ implements: CredentialSet })
@ChildEntity('SageV30CredentialSet')
export class SageV30CredentialSet extends CredentialSet {
  @Field(() => CredentialSecret)
  signingSecret(): CredentialSecret | undefined {
    return this.secrets.find(({ field }) => field === 'signingSecret');
  }
  @Field(() => CredentialSecret)
  subscriptionKey(): CredentialSecret | undefined {
    return this.secrets.find(({ field }) => field === 'subscriptionKey');
  }
}

@ObjectType()
@Entity({ name: 'integration' })
export class Integration {
  @Field(() => String)
  @PrimaryColumn('text')
  key: string;
  @Field(() => String)
  @Column('text')
  id: string;
  @Field(() => String)
  @Column('text')
  name: string;
  @Field(() => String)
  @Column('text', { name: 'source_type' })
  sourceType: string;
  @Field(() => String)
  @Column('text')
  status: string;
  @Field(() => Boolean)
  @Column('boolean')
  enabled: boolean;
  @Field(() => Int)
  @Column('integer')
  version: number;
  @Field(() => GraphQLISODateTime, { nullable: true })
  @Column('timestamptz', { name: 'updated_at', nullable: true })
  updatedAt: Date | null;
  @Field(() => String)
  @Column('text', { name: 'callback_url' })
  callbackUrl: string;
  @Field(() => String)
  @Column('text', { name: 'developer_portal_url' })
  developerPortalUrl: string;
  @Field(() => String, { nullable: true })
  @Column('text', { name: 'documentation_url', nullable: true })
  documentationUrl: string | null;
  @Column('text', { name: 'default_set_id', nullable: true })
  defaultSetId: string | null;
}

@ObjectType()
@Entity({ name: 'workspace' })
export class Workspace {
  @Field(() => String)
  @PrimaryColumn('text')
  id: string;
  @Field(() => String)
  @Column('text')
  name: string;
}

@Entity({ name: 'api_key' })
export class ApiKey {
  @PrimaryColumn('text')
  hash: string;
  @Column('text', { array: true })
  scopes: string[];
  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  revokedAt: Date | null;
  @ManyToOne('Workspace')
  @JoinColumn({ name: 'workspace_id' })
  workspace: Workspace;
}

@ObjectType()
export class Viewer {
  @Field(() => Workspace)
  workspace: Workspace;
  @Field(() => [String])
  scopes: string[];
}
