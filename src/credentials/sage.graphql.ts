import { Field, InputType } from 'type-graphql';
import { Node } from '../infra/graphql/node.graphql.js';
import { OutputType } from '../infra/graphql/output-type.js';
import { RequiresScope } from '../infra/graphql/scopes.js';
import { SecretScalar } from '../infra/graphql/secret.graphql.js';
import type { Secret } from '../infra/secrets/secret.js';
import { CredentialSet, StoredSecret } from './credential-set.graphql.js';
import { declareCredentials } from './credentials-input.graphql.js';

@InputType({ description: 'Keys of an application registered for Sage API v3.1.' })
export class SageV31CredentialsInput {
  @Field(() => String, {
    description: 'Client ID of your application. It may contain a slash, but no white space.',
  })
  clientId: string;

  @Field(() => SecretScalar, { description: 'Client secret of the same application.' })
  clientSecret: Secret;
}

@InputType({
  description:
    'Keys of an application registered for Sage API v3.0 (UK and Ireland), which Sage retires on 2026-07-31.',
})
export class SageV30CredentialsInput {
  @Field(() => String, { description: 'Client ID of your application, without white space.' })
  clientId: string;

  @Field(() => SecretScalar, { description: 'Client secret of the same application.' })
  clientSecret: Secret;

  @Field(() => SecretScalar, { description: 'Signing secret of the same application.' })
  signingSecret: Secret;

  @Field(() => SecretScalar, {
    description: "Primary or secondary key of your subscription in Sage's API portal.",
  })
  subscriptionKey: Secret;
}

@RequiresScope('INTEGRATIONS_READ')
@OutputType('Keys of an application registered for Sage API v3.1.', CredentialSet, Node)
export class SageV31CredentialSet extends CredentialSet {}

@RequiresScope('INTEGRATIONS_READ')
@OutputType('Keys of an application registered for Sage API v3.0 (UK and Ireland).', CredentialSet, Node)
export class SageV30CredentialSet extends CredentialSet {
  @Field(() => StoredSecret, { description: 'The stored signing secret.' })
  signingSecret: StoredSecret;

  @Field(() => StoredSecret, { description: 'The stored subscription key.' })
  subscriptionKey: StoredSecret;
}

declareCredentials({
  inputField: 'sageV31',
  description: 'Sage API v3.1: client ID and client secret only.',
  input: SageV31CredentialsInput,
  set: SageV31CredentialSet,
});
declareCredentials({
  inputField: 'sageV30',
  description: 'Sage API v3.0: client ID, client secret, signing secret and subscription key.',
  input: SageV30CredentialsInput,
  set: SageV30CredentialSet,
});
