import { Field, ID, InputType } from 'type-graphql';
import { OutputType, ProblemType } from '../infra/graphql/output-type.js';
import { Problem } from '../infra/graphql/problem.graphql.js';
import { resultUnion } from '../infra/graphql/result-union.js';
import { DateTime } from '../infra/graphql/scalars.graphql.js';
import { ApiKey, ApiScope } from './api-key.graphql.js';

@InputType({ description: 'The API key to create.' })
export class CreateApiKeyInput {
  @Field(() => String, { description: 'The name of the key, 1 to 100 characters.' })
  name: string;

  @Field(() => [ApiScope], {
    description: 'What the key may do: at least one scope, and only scopes that the calling key has itself.',
  })
  scopes: ApiScope[];

  @Field(() => DateTime, {
    nullable: true,
    description: 'When the key expires, a time in the future. Left out: it does not expire.',
  })
  expiresAt?: Date | null;
}

@OutputType('The key was created.')
export class CreateApiKeySuccess {
  @Field(() => ApiKey, { description: 'The key as later queries show it.' })
  apiKey: ApiKey;

  @Field(() => String, {
    description: 'The key itself, for `Authorization: Bearer …`. It is shown in this answer only.',
  })
  key: string;
}

@ProblemType(
  'A key cannot create a key that has more scopes or ends later than itself, nor revoke one that has more scopes. Nothing was changed.',
)
export class ScopeEscalation extends Problem {}

@InputType({ description: 'The API key to revoke.' })
export class RevokeApiKeyInput {
  @Field(() => ID, { description: 'The id of the key.' })
  apiKeyId: string;
}

@OutputType('The key is revoked, by this call or an earlier one. Every process refuses it within a second.')
export class RevokeApiKeySuccess {
  @Field(() => ApiKey, { description: 'The key, with the time of its revocation.' })
  apiKey: ApiKey;
}

@ProblemType('There is no such API key in this workspace.')
export class ApiKeyNotFound extends Problem {}

export const CreateApiKeyResult = resultUnion('CreateApiKeyResult', 'The result of creating a key.', {
  CreateApiKeySuccess,
  ScopeEscalation,
});

export const RevokeApiKeyResult = resultUnion('RevokeApiKeyResult', 'The result of revoking a key.', {
  RevokeApiKeySuccess,
  ApiKeyNotFound,
  ScopeEscalation,
});
