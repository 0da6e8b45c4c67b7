import { Field, InputType, ObjectType } from 'type-graphql';
import { CredentialSet } from '../../../src/credentials/credential-set.graphql.js';
import { declareCredentials } from '../../../src/credentials/credentials-input.graphql.js';
import { Node } from '../../../src/infra/graphql/node.graphql.js';
import { RequiresScope } from '../../../src/infra/graphql/scopes.js';
import { SecretScalar } from '../../../src/infra/graphql/secret.graphql.js';
import type { Secret } from '../../../src/infra/secrets/secret.js';

// What a platform's file in `src/credentials/` declares, for the platform of the tests.

@InputType({ description: 'Keys of an application of Fakebooks.' })
class FakebooksCredentialsInput {
  @Field(() => String, { description: 'Client ID.' })
  clientId: string;

  @Field(() => SecretScalar, { description: 'Client secret.' })
  clientSecret: Secret;
}

@RequiresScope('INTEGRATIONS_READ')
@ObjectType({
  description: 'Keys of an application of Fakebooks.',
  implements: [CredentialSet, Node],
  simpleResolvers: true,
})
class FakebooksCredentialSet extends CredentialSet {}

declareCredentials({
  inputField: 'fakebooks',
  description: 'Fakebooks: client ID and client secret.',
  input: FakebooksCredentialsInput,
  set: FakebooksCredentialSet,
});
