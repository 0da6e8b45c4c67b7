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
