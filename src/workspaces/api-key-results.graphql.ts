import { createUnionType, Field, ID, InputType, ObjectType } from 'type-graphql';
import { Problem } from '../infra/graphql/problem.graphql.js';
import { DateTime } from '../infra/graphql/scalars.graphql.js';
import { ApiKey, ApiScope } from './api-key.graphql.js';

@InputType({ description: 'The API key to create.' })
export class CreateApiKeyInput {
  @Field(() => String, { description: 'What to call it, 1 to 100 characters.' })
  name: string;

  @Field(() => [ApiScope], {
    description: 'What it may do: at least one, and none that the calling key has not got.',
  })
  scopes: ApiScope[];

  @Field(() => DateTime, {
    nullable: true,
    description: 'When it ends by itself, in the future; left out: never.',
  })
  expiresAt?: Date | null;
}

@ObjectType({ description: 'The key exists now.', simpleResolvers: true })
export class CreateApiKeySuccess {
  @Field(() => ApiKey, { description: 'What is known of it from now on.' })
  apiKey: ApiKey;

  @Field(() => String, {
    description:
      'The key itself, for `Authorization: Bearer …`. It is in this answer and nowhere else, ever.',
  })
  key: string;
}

@ObjectType({
  description: 'A key cannot make a key that may do more than itself. Nothing was changed.',
  implements: Problem,
  simpleResolvers: true,
})
export class ScopeEscalation extends Problem {}

@InputType({ description: 'The API key to revoke.' })
export class RevokeApiKeyInput {
  @Field(() => ID, { description: 'Its id.' })
  apiKeyId: string;
}

@ObjectType({
  description: 'The key is revoked, by this call or before it; every process refuses it within a second.',
  simpleResolvers: true,
})
export class RevokeApiKeySuccess {
  @Field(() => ApiKey, { description: 'With the time of its revocation.' })
  apiKey: ApiKey;
}

@ObjectType({
  description: 'There is no such API key in this workspace.',
  implements: Problem,
  simpleResolvers: true,
})
export class ApiKeyNotFound extends Problem {}

export const CreateApiKeyResult = createUnionType({
  name: 'CreateApiKeyResult',
  description: 'What came of creating a key.',
  types: () => [CreateApiKeySuccess, ScopeEscalation] as const,
});

export const RevokeApiKeyResult = createUnionType({
  name: 'RevokeApiKeyResult',
  description: 'What came of revoking a key.',
  types: () => [RevokeApiKeySuccess, ApiKeyNotFound] as const,
});
