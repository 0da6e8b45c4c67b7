import type { ApiKeysQuery, ApiScope } from '../gql/graphql.ts';

export type ApiKey = ApiKeysQuery['apiKeys'][number];

/** Every scope with its text, in the order of the form. */
export const SCOPES: readonly { scope: ApiScope; description: string }[] = [
  {
    scope: 'INTEGRATIONS_READ',
    description: 'See integrations, saved keys (never their secrets) and countries',
  },
  { scope: 'INTEGRATIONS_WRITE', description: 'Save and delete keys, enable and disable integrations' },
  { scope: 'COMPANIES_READ', description: 'See companies and their links' },
  { scope: 'COMPANIES_WRITE', description: 'Create companies, link and unlink them' },
  { scope: 'TOKENS_ISSUE', description: 'Get access tokens of linked companies' },
  { scope: 'PLATFORM_READ', description: 'Read data of linked companies at their platforms' },
  { scope: 'PLATFORM_WRITE', description: 'Change data of linked companies at their platforms' },
  { scope: 'DATA_READ', description: 'Read the data that were pulled of linked companies' },
  { scope: 'DATA_READ_BANK_NUMBERS', description: 'See the numbers of bank accounts in these data in full' },
  { scope: 'DATA_PULL', description: 'Start, cancel and schedule pulls of data, and delete what was pulled' },
  { scope: 'EVENTS_READ', description: 'Read what happened in the workspace, and what was sent to webhooks' },
  { scope: 'WEBHOOKS_WRITE', description: 'Create, change and delete webhook endpoints' },
  { scope: 'AUDIT_READ', description: 'Read the audit trail' },
  { scope: 'API_KEYS_WRITE', description: 'See, create and revoke API keys' },
];

export type KeyState = 'valid' | 'revoked' | 'expired';

export function keyState({ revokedAt, expiresAt }: ApiKey, now: Date): KeyState {
  if (revokedAt !== null && revokedAt !== undefined) return 'revoked';
  return expiresAt && new Date(expiresAt) <= now ? 'expired' : 'valid';
}

/** The expiry of a key that is valid for `days` days from `now`. 0 days: undefined, the key does not expire. */
export const expiryAfterDays = (days: number, now: Date): string | undefined =>
  days === 0 ? undefined : new Date(now.getTime() + days * 86_400_000).toISOString();
