import type { Json, TestApp } from './app.js';

export const SAGE = 'sage-business-cloud-accounting';

/** Keys that pass every rule. Each call of `saveV30` and `saveV31` may replace some of them. */
const V31 = { clientId: 'f1e2/d3c4', clientSecret: 'secret-of-31' };
const V30 = {
  clientId: 'app-30',
  clientSecret: 'secret-of-30',
  signingSecret: 'signing-of-30',
  subscriptionKey: 'subscription-of-30',
};

export interface SaveOptions {
  readonly enable?: 'NOW' | 'LATER';
  readonly expectedVersion?: number | null;
  readonly integrationKey?: string;
  /** Another workspace's. */
  readonly key?: string;
}

const SAVE = `mutation Save($input: SaveCredentialsInput!) {
  saveCredentials(input: $input) {
    __typename
    ... on SaveCredentialsSuccess {
      message changed warnings
      credentialSet {
        id apiVersion label status clientId savedAt savedBy clientSecret { setAt fingerprint } regions { countryCode }
        ... on SageV30CredentialSet { signingSecret { setAt fingerprint } subscriptionKey { setAt fingerprint } }
      }
      integration { status enabled version updatedAt credentialSets { id } defaultCredentialSet { id } }
    }
    ... on Problem { code message }
    ... on CredentialsRejected { faults { field reason message } }
    ... on VersionConflict { currentVersion }
  }
}`;

async function save(app: TestApp, credentials: object, { key, ...options }: SaveOptions): Promise<Json> {
  const input = { integrationKey: SAGE, credentials, ...options };
  return (await app.ok(SAVE, { input }, key)).saveCredentials;
}

export const saveV31 = (app: TestApp, keys: Partial<typeof V31> = {}, options: SaveOptions = {}) =>
  save(app, { sageV31: { ...V31, ...keys } }, options);

export const saveV30 = (app: TestApp, keys: Partial<typeof V30> = {}, options: SaveOptions = {}) =>
  save(app, { sageV30: { ...V30, ...keys } }, options);

/** One of the mutations that take an input and answer an integration. */
export async function change(
  app: TestApp,
  mutation: 'enableIntegration' | 'disableIntegration' | 'deleteCredentialSet',
  input: object,
  key?: string,
): Promise<Json> {
  const name = mutation[0]?.toUpperCase() + mutation.slice(1);
  const document = `mutation($input: ${name}Input!) { ${mutation}(input: $input) {
    __typename
    ... on ${name}Success { integration { status enabled version credentialSets { id } setupSteps { key done } } }
    ... on Problem { code message }
    ... on VersionConflict { currentVersion }
    ${mutation === 'enableIntegration' ? '... on CredentialsMissing { unmetSteps { key title instructions done } }' : ''}
  } }`;
  return (await app.ok(document, { input }, key))[mutation];
}

/** Every row of every table as text, in order, without the time at which a key was last used. */
export async function allRows({ database }: TestApp): Promise<Record<string, string[]>> {
  const { rows: tables } = await database.admin.query<{ name: string }>(
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'ledgerlink' ORDER BY 1",
  );
  const rows: Record<string, string[]> = {};
  for (const { name } of tables) {
    const found = await database.admin.query<{ row: string }>(
      `SELECT (to_jsonb(t) - 'last_used_at')::text AS row FROM ledgerlink.${name} t ORDER BY 1`,
    );
    rows[name] = found.rows.map(({ row }) => row);
  }
  return rows;
}

/** What the audit trail says, oldest first, of one workspace or of all. */
export async function auditedActions({ database }: TestApp, workspaceId?: string): Promise<string[]> {
  const { rows } = await database.admin.query<{ action: string }>(
    'SELECT action FROM ledgerlink.audit_event WHERE $1::uuid IS NULL OR workspace_id = $1 ORDER BY id',
    [workspaceId],
  );
  return rows.map(({ action }) => action);
}

export const uuidOf = (id: string): string => Buffer.from(id, 'base64url').toString().split(':')[1] ?? '';
export const idOf = (type: string, local: string): string => Buffer.from(`${type}:${local}`).toString('base64url');
