import { createUnionType, Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { toGlobalId } from '../platform/ids.js';
import { Node } from '../platform/node.graphql.js';
import { Problem } from '../platform/problem.graphql.js';
import { DateTime } from '../platform/scalars.graphql.js';
import { RequiresScope } from '../platform/scopes.js';
import type { ApiKeyRow } from './api-key.repository.js';
import type { Scope } from './api-key.rules.js';
import { Workspace } from './workspace.graphql.js';

export enum ApiScope {
  INTEGRATIONS_READ = 'INTEGRATIONS_READ',
  INTEGRATIONS_WRITE = 'INTEGRATIONS_WRITE',
  COMPANIES_READ = 'COMPANIES_READ',
  COMPANIES_WRITE = 'COMPANIES_WRITE',
  TOKENS_ISSUE = 'TOKENS_ISSUE',
  AUDIT_READ = 'AUDIT_READ',
  API_KEYS_WRITE = 'API_KEYS_WRITE',
}
registerEnumType(ApiScope, {
  name: 'ApiScope',
  description:
    'What an API key may do. Scopes do not contain one another: a key that saves and reads has both.',
  valuesConfig: {
    INTEGRATIONS_READ: {
      description: 'See integrations, credential sets (never their secrets) and regions.',
    },
    INTEGRATIONS_WRITE: { description: 'Save and delete keys, enable and disable integrations.' },
    COMPANIES_READ: { description: 'See companies and their links.' },
    COMPANIES_WRITE: { description: 'Make companies, link and unlink them.' },
    TOKENS_ISSUE: { description: 'Get access tokens of linked companies.' },
    AUDIT_READ: { description: 'Read the audit trail.' },
    API_KEYS_WRITE: { description: 'See, create and revoke API keys.' },
  },
});

@RequiresScope('API_KEYS_WRITE')
@ObjectType({
  description: 'A key to this API. What it is made of is shown once, when it is created.',
  implements: Node,
  simpleResolvers: true,
})
export class ApiKey extends Node {
  @Field(() => String, { description: 'What its maker called it.' })
  name: string;

  @Field(() => String, {
    description: 'The characters after `ll_`: what to know it by. Audit records name it so.',
  })
  prefix: string;

  @Field(() => [ApiScope], { description: 'What it may do.' })
  scopes: readonly ApiScope[];

  @Field(() => DateTime, { description: 'When it was made.' })
  createdAt: Date;

  @Field(() => DateTime, { nullable: true, description: 'When it ends by itself; null: never.' })
  expiresAt: Date | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When it was last used, to the minute; null: never.',
  })
  lastUsedAt: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'When it was revoked; null: it was not.' })
  revokedAt: Date | null;
}

@ObjectType({ description: 'Who is calling.', simpleResolvers: true })
export class Viewer {
  @Field(() => Workspace, { description: 'The workspace that the key belongs to: all that it can see.' })
  workspace: Workspace;

  @Field(() => ApiKey, {
    nullable: true,
    description: 'The key that this request came with; it may always see itself.',
  })
  apiKey: ApiKey | null;

  @Field(() => [ApiScope], { description: 'What this request may do.' })
  scopes: readonly ApiScope[];
}

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

export const toScopes = (scopes: Iterable<Scope>): ApiScope[] => [...scopes].map((scope) => ApiScope[scope]);

export function toApiKey(row: ApiKeyRow): ApiKey {
  return Object.assign(new ApiKey(), {
    id: toGlobalId('ApiKey', row.id),
    name: row.name,
    prefix: row.prefix,
    scopes: toScopes(row.scopes),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
    revokedAt: row.revoked_at,
  });
}
