import { Field } from 'type-graphql';
import { describedEnum } from '../infra/graphql/described-enum.js';
import { Node } from '../infra/graphql/node.graphql.js';
import { OutputType } from '../infra/graphql/output-type.js';
import { DateTime } from '../infra/graphql/scalars.graphql.js';
import { RequiresScope } from '../infra/graphql/scopes.js';
import { toGlobalId } from '../infra/ids/ids.js';
import type { ApiKeyRow } from './api-key.repository.js';
import type { Scope } from './api-key.rules.js';

export const ApiScope = describedEnum(
  'ApiScope',
  'What an API key may do. No scope includes another: a key that reads and saves needs both.',
  {
    INTEGRATIONS_READ: 'See integrations, credential sets (never their secrets) and regions.',
    INTEGRATIONS_WRITE: 'Save and delete keys, enable and disable integrations.',
    COMPANIES_READ: 'See companies and their links.',
    COMPANIES_WRITE: 'Create companies, link and unlink them.',
    TOKENS_ISSUE: 'Get access tokens of linked companies.',
    PLATFORM_READ: 'Send reading requests (GET, HEAD) to the platforms of linked companies, through this API.',
    PLATFORM_WRITE: 'Send other requests to them, which change data.',
    DATA_READ: 'Read the data that were pulled of linked companies.',
    DATA_READ_BANK_NUMBERS: 'See the numbers of bank accounts in these data in full. It takes DATA_READ, too.',
    DATA_PULL: 'Start, cancel and schedule pulls of data, and delete what was pulled.',
    EVENTS_READ: 'Read what happened in the workspace, and the webhook endpoints with what was delivered to them.',
    WEBHOOKS_WRITE: 'Create, change and delete webhook endpoints, and send events again. It takes EVENTS_READ, too.',
    AUDIT_READ: 'Read the audit trail.',
    API_KEYS_WRITE: 'See, create and revoke API keys.',
  },
);
export type ApiScope = keyof typeof ApiScope;

@RequiresScope('API_KEYS_WRITE')
@OutputType('An API key. The key itself is shown once, when it is created.', Node)
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
