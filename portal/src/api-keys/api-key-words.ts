import type { ApiKeysQuery, ApiScope } from '../gql/graphql.ts';

export type ApiKey = ApiKeysQuery['apiKeys'][number];

/** In the order in which they are offered. */
export const SCOPES: readonly { scope: ApiScope; about: string }[] = [
  { scope: 'INTEGRATIONS_READ', about: 'See integrations, saved keys (never their secrets) and countries' },
  { scope: 'INTEGRATIONS_WRITE', about: 'Save and delete keys, enable and disable integrations' },
  { scope: 'COMPANIES_READ', about: 'See companies and their links' },
  { scope: 'COMPANIES_WRITE', about: 'Make companies, link and unlink them' },
  { scope: 'TOKENS_ISSUE', about: 'Get access tokens of linked companies' },
  { scope: 'AUDIT_READ', about: 'Read the audit trail' },
  { scope: 'API_KEYS_WRITE', about: 'See, create and revoke API keys' },
];

export type KeyState = 'valid' | 'revoked' | 'expired';

export function stateOf({ revokedAt, expiresAt }: ApiKey, now: Date): KeyState {
  if (revokedAt !== null && revokedAt !== undefined) return 'revoked';
  return expiresAt && new Date(expiresAt) <= now ? 'expired' : 'valid';
}

/** The end of a key that is to hold for so many days; no days: for ever. */
export const endAfter = (days: number, now: Date): string | undefined =>
  days === 0 ? undefined : new Date(now.getTime() + days * 86_400_000).toISOString();
