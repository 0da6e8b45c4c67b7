import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningSandbox, startSandbox } from '../../sandbox/start.js';
import { createDataSource } from '../../src/composition/data-source.js';
import { Database } from '../../src/infra/database/database.js';
import { defineStatement, executeStatement } from '../../src/infra/database/statement.js';
import { newId, parseGlobalId } from '../../src/infra/ids/ids.js';
import { openKeyRing } from '../../src/infra/secrets/key-ring.js';
import { Secret } from '../../src/infra/secrets/secret.js';
import { Vault } from '../../src/infra/secrets/vault.js';
import { openEncryption } from '../../src/start/start-up.js';
import type { GrantRef } from '../../src/tokens/grant/grant.outcomes.js';
import { grantInserted } from '../../src/tokens/grant/grant-store.repository.js';
import { TokenPairVaultService } from '../../src/tokens/grant/token-pair-vault.service.js';
import { startTestApp, type TestApp } from './app.js';
import { encryptionKeys } from './database.js';
import { SAGE, saveV31 } from './sage.js';
import { type Instance, startInstance } from './token-instance.js';

export interface KeptLink extends GrantRef {
  readonly linkId: string;
  /** The grant's id at the sandbox. */
  readonly atSandbox: string;
}

export interface KeptWorld {
  readonly app: TestApp;
  readonly sandbox: RunningSandbox;
  readonly setId: string;
  readonly spoolDir: string;
  newLink(user?: string, by?: { clientId: string; setId: string }): Promise<KeptLink>;
  instance(env?: Record<string, string>): Promise<Instance>;
  /** The grant's row. */
  row(link: GrantRef): Promise<Record<string, unknown>>;
  link(link: KeptLink): Promise<{ status: string; reason: string }>;
  /** What the sandbox answered to refreshes, oldest first. */
  refreshes(): Promise<SandboxEvent[]>;
  /** The same for one link. */
  refreshesOf(link: KeptLink): Promise<SandboxEvent[]>;
  close(): Promise<void>;
}

export interface SandboxEvent {
  readonly kind: string;
  readonly grantId: string;
  readonly presentedRotation: number;
  readonly newRotation: number | null;
  readonly outcome: string;
  readonly error: string | null;
  readonly agent: string;
}

/**
 * As patient as the real times, so that a busy machine is never too late to send and no caller stops waiting; only what
 * every repeated presentation waits for is short. A test that is about being late gives an instance times of its own.
 */
export const PATIENT = { leaseMs: 20_000, gateMs: 8_000, waitMs: 30_000, settleMs: 300 };
export const TIMING = Object.values(PATIENT).join('/');

/** A sandbox, a database, and an application that both know. */
export async function startKeptWorld(env: Record<string, string> = {}): Promise<KeptWorld> {
  const sandbox = await startSandbox();
  const spoolDir = await mkdtemp(join(tmpdir(), 'spool-'));
  const app = await startTestApp({
    SANDBOX_URL: sandbox.url,
    SPOOL_DIR: spoolDir,
    REFRESH_TIMING: TIMING,
    TOKENS_PER_SECOND: '999999',
    ...env,
  });
  const saved = await saveV31(app, sandbox.demo.v31, { enable: 'NOW' });
  const setId = parseGlobalId(saved.credentialSet.id, 'id').local;
  const instances: Instance[] = [];
  const instance = async (more: Record<string, string> = {}) => {
    const settings = {
      SANDBOX_URL: sandbox.url,
      SPOOL_DIR: spoolDir,
      REFRESH_TIMING: TIMING,
      ...env,
      ...more,
    };
    const made = await startInstance(app.database, settings);
    instances.push(made);
    return made;
  };
  const source = await createDataSource(app.database.urls.app, 1).initialize();
  const database = new Database(source);
  const encryption = await openEncryption(database, new Vault(await openKeyRing(encryptionKeys())));
  const pairs = new TokenPairVaultService(() => encryption);
  const { admin } = app.database;
  const workspaceId = app.workspace.id;
  const refreshes = async () => {
    const { events } = (await sandbox.control.get('/events?after=0&limit=10000')) as {
      events: SandboxEvent[];
    };
    return events.filter(({ kind }) => kind === 'refresh');
  };
  return {
    app,
    sandbox,
    setId,
    spoolDir,
    instance,
    newLink: (user = 'one', by = { clientId: sandbox.demo.v31.clientId, setId }) =>
      makeLink({ app, sandbox, database, pairs, workspaceId, ...by }, user),
    row: async ({ grantId }) =>
      (await admin.query('SELECT * FROM ledgerlink.platform_grant WHERE id = $1', [grantId])).rows[0],
    link: async ({ linkId }) => {
      const text = 'SELECT status, status_reason AS reason FROM ledgerlink.company_link WHERE id = $1';
      return (await admin.query(text, [linkId])).rows[0];
    },
    refreshes,
    refreshesOf: async ({ atSandbox }) => (await refreshes()).filter(({ grantId }) => grantId === atSandbox),
    close: async () => {
      for (const one of instances) await one.close();
      await source.destroy();
      await app.close();
      await sandbox.stop();
      await rm(spoolDir, { recursive: true, force: true });
    },
  };
}

const insertGrant = defineStatement([grantInserted]);

interface Linking {
  readonly app: TestApp;
  readonly sandbox: RunningSandbox;
  readonly database: Database;
  readonly pairs: TokenPairVaultService;
  readonly clientId: string;
  readonly setId: string;
  readonly workspaceId: string;
}

/** A company that is linked, as the link flow leaves it: a grant of the sandbox, sealed, and a link that holds it. */
async function makeLink(
  { app, sandbox, database, pairs, clientId, setId, workspaceId }: Linking,
  user: string,
): Promise<KeptLink> {
  const { grantId: atSandbox, tokens } = (await sandbox.control.post('/grants', {
    clientId,
    user,
  })) as { grantId: string; tokens: Record<string, unknown> };
  const ids = { company: newId(), link: newId(), grant: newId() };
  const ref = { workspaceId, grantId: ids.grant };
  const pair = await pairs.seal(ref, 1, {
    pairId: newId(),
    access: new Secret(String(tokens.access_token)),
    refresh: new Secret(String(tokens.refresh_token)),
    at: new Date().toISOString(),
    life: {
      access: Number(tokens.expires_in),
      refresh: tokens.refresh_token_expires_in === undefined ? null : Number(tokens.refresh_token_expires_in),
      keepAlive: 86_400 * 14,
    },
  });
  const grant = {
    ...ref,
    setId,
    integrationKey: SAGE,
    countryCode: 'GB',
    platformUserId: String(tokens.requested_by_id ?? tokens.resource_owner_id),
    pair,
  };
  await executeStatement(database.reader(), insertGrant, grant);
  await app.database.admin.query(
    `WITH company AS (INSERT INTO ledgerlink.company (workspace_id, id, name, search_name) VALUES ($1, $2, 'Kept', 'kept'))
     INSERT INTO ledgerlink.company_link (workspace_id, id, company_id, search_name, integration_key, status, status_reason,
            credential_set_id, grant_id, country_code, business_id, business_name, business_is_lead, linked_at)
     VALUES ($1, $3, $2, 'kept', $4, 'LINKED', 'LINKED', $5, $6, 'GB', $7, 'Business', true, now())`,
    [workspaceId, ids.company, ids.link, SAGE, setId, ids.grant, String(tokens.resource_owner_id ?? 'b')],
  );
  return { ...ref, linkId: ids.link, atSandbox };
}
