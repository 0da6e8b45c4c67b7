import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Node } from '../infra/graphql/node.graphql.js';
import { DateTime } from '../infra/graphql/scalars.graphql.js';
import { RequiresScope } from '../infra/graphql/scopes.js';
import { toGlobalId } from '../infra/ids/ids.js';
import type { ApiKeyRow } from './api-key.repository.js';
import type { Scope } from './api-key.rules.js';

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
  description: 'What an API key may do. No scope includes another: a key that reads and saves needs both.',
  valuesConfig: {
    INTEGRATIONS_READ: {
      description: 'See integrations, credential sets (never their secrets) and regions.',
    },
    INTEGRATIONS_WRITE: { description: 'Save and delete keys, enable and disable integrations.' },
    COMPANIES_READ: { description: 'See companies and their links.' },
    COMPANIES_WRITE: { description: 'Create companies, link and unlink them.' },
    TOKENS_ISSUE: { description: 'Get access tokens of linked companies.' },
    AUDIT_READ: { description: 'Read the audit trail.' },
    API_KEYS_WRITE: { description: 'See, create and revoke API keys.' },
  },
});

@RequiresScope('API_KEYS_WRITE')
@ObjectType({
  description: 'An API key. The key itself is shown once, when it is created.',
  implements: Node,
  simpleResolvers: true,
})
export class ApiKey extends Node {
  @Field(() => String, { description: 'The name that was given when it was created.' })
  name: string;

  @Field(() => String, {
    description: 'The first characters after `ll_`, which identify the key. Audit events name it by its prefix.',
  })
  prefix: string;

  @Field(() => [ApiScope], { description: 'What the key may do.' })
  scopes: readonly ApiScope[];

  @Field(() => DateTime, { description: 'When the key was created.' })
  createdAt: Date;

  @Field(() => DateTime, { nullable: true, description: 'When the key expires. Null: never.' })
  expiresAt: Date | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When the key was last used, to the minute. Null: never.',
  })
  lastUsedAt: Date | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When the key was revoked. Null: it is not revoked.',
  })
  revokedAt: Date | null;
}

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
